"""Where the stars stand tonight."""

from math import asin, cos, degrees, radians, sin


def altitude(declination: float, latitude: float, hour_angle: float) -> float:
    """All in degrees."""
    d, p, h = map(radians, (declination, latitude, hour_angle))
    return degrees(asin(sin(d) * sin(p) + cos(d) * cos(p) * cos(h)))
