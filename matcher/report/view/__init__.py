"""What each kind of report says, section by section, without a format."""

__all__: list[str] = []
