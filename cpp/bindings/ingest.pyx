# Python token lists -> packed bytes, the one place where Python strings are walked in compiled code.
