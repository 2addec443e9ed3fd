"""The desk's inside pages (督办台): made on the server, without a script; a GET shows, a POST acts."""
