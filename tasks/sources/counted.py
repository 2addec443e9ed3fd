"""A way over HTTP on which every answer is counted: no redirect, nothing packed, no more than a limit."""

from collections.abc import Iterator

import httpx

from tasks.sources.hosts import OUTER, InnerAddress, Pinned


class TooMuch(Exception):
    """An answer that is not taken in; its text says why."""


class Counted(Pinned):
    """The address that was checked, certificates checked; each answer ends at ``most`` bytes."""

    def __init__(self, most: int) -> None:
        """Give the most bytes of one answer."""
        super().__init__()
        self.most = most

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises TooMuch where the address is not to be asked, or the answer leads elsewhere or is packed."""
        try:
            answer = super().handle_request(request)
        except InnerAddress:
            raise TooMuch(OUTER) from None
        packing = answer.headers.get("Content-Encoding", "identity").lower()
        if answer.has_redirect_location or packing != "identity":
            answer.close()
            raise TooMuch(
                "要求转到别的地址，不跟随" if answer.has_redirect_location else f"内容用 {packing} 压缩"
            )
        answer.stream = _Stream(answer.stream, self.most)
        return answer


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: object, most: int) -> None:
        assert isinstance(stream, httpx.SyncByteStream)
        self.stream, self.most = stream, most

    def __iter__(self) -> Iterator[bytes]:
        left = self.most
        for block in self.stream:
            left -= len(block)
            if left < 0:
                raise TooMuch(f"超过{self.most // 2**20}MB")
            yield block

    def close(self) -> None:
        self.stream.close()
