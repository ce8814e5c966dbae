"""The archive in a browser, and for other programs over HTTP: `assistant serve`."""
