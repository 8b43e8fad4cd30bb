"""JSON as venues write it: no blanks, letters beyond ASCII as they are."""

import msgspec

encoded = msgspec.json.Encoder().encode
