"""Other systems told (对外推送): what befell worked out, kept, sent by the outbox's own rules, verdict by verdict."""
