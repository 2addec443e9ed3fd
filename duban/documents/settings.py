"""What a site says of its documents (文书): the office's mark, where papers are sent, whether there is a bulletin."""

from pydantic import Field

from duban.typed import Typed


class DocumentSettings(Typed):
    """``mark``: the office's mark (机关代字) in the numbers of its slips. ``superior``: whom the two reports go to.
    ``reviewers``: the bodies that sign the joint review (会审), four as a rule, five in some places.
    ``bulletin``: whether units are set side by side in a bulletin (通报); ``rank`` orders them by their rate.
    """

    mark: str = Field("督办", pattern=r"^[\w·]{1,20}$")
    superior: str = ""
    reviewers: tuple[str, ...] = ("纪检监察机关", "组织部门", "巡察办", "巡察组")
    bulletin: bool = False
    rank: bool = False
