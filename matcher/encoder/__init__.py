"""The multilingual encoder: text in 26 languages to vectors in the English model's space, with numpy alone.

How it is made: `data/build/encoder`.
"""

from matcher.encoder.student import WEIGHTS, Student, bundled_folder

__all__ = ["WEIGHTS", "Student", "bundled_folder"]
