"""Commands that write documents (文书): each says where it wrote them."""
