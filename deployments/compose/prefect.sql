-- Prefect's own database beside duban's, with what its search needs.
create database prefect owner duban;
\connect prefect
create extension if not exists pg_trgm;
