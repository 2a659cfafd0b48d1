"""Files that appear whole or not at all: the container, atomic writing, packing, telling foreign
files apart."""
