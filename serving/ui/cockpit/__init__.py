"""The doctor's cockpit: the queue with its clocks, one task with its packet, and the reply to sign."""
