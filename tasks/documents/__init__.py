"""Documents (文书): templates filled, workbooks and files written under the site's state, PDF made of them."""
