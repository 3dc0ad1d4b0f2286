"""What schemathesis does not know by itself: how a body of this media type is sent."""

import schemathesis


@schemathesis.serializer("application/gzip")
def gzip(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
