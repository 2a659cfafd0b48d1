"""What every run stands on: checked arguments, the machine, progress, Ctrl-C, optional packages,
recipes."""
