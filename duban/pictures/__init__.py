"""Pictures (图): burn-down against plan, areas by level, the load on each leader, ageing; their numbers and words."""

from duban.pictures.picture import NAMES, Picture

__all__ = ["NAMES", "Picture"]
