"""What every venue needs to serve clients, whatever it says to them: requests through the faults to their
answers, HTTP and WebSocket to the byte, sessions with their heartbeats and endings.

A dialect gives it payloads and rules; nothing here knows a venue.
"""
