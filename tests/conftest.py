"""Ctrl-C works in the tests even where they were started with it ignored, as shells start
background jobs; children inherit that."""

import signal

signal.signal(signal.SIGINT, signal.default_int_handler)
