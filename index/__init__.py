"""An article's way in: file -> article -> sentences -> chunks -> vectors and words."""
