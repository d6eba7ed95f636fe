"""What the reader was taught: corrections of its encoder, and its heads; see CARD.md."""
