"""What the office's documents hold (文书): facts of each, figures with the items behind them; no file, no clock."""
