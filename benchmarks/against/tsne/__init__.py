"""t-SNE against scikit-learn."""
