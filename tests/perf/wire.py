# SPDX-License-Identifier: Apache-2.0
"""A relay before a PostgreSQL socket that counts round trips: each ReadyForQuery ends one. Changes no byte."""
import os
import socket
import struct
import threading


class Relay:
    """Listens on directory/.s.PGSQL.port and passes everything on to the server's socket."""

    def __init__(self, directory, port, server_path):
        self.server_path = server_path
        self.round_trips = 0  # without the one that ends each connection's start
        self.connections = 0
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(directory, f".s.PGSQL.{port}"))
        self.listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self):
        with self.lock:
            self.round_trips = self.connections = 0

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.server_path)
            with self.lock:
                self.connections += 1
            threading.Thread(target=self._copy, args=(client, server), daemon=True).start()
            threading.Thread(target=self._count, args=(server, client), daemon=True).start()

    @staticmethod
    def _copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _count(self, server, client):
        """Copies what the server says, walking its messages: a type byte and a length that includes itself."""
        pending, ready = b"", 0
        try:
            while data := server.recv(65536):
                client.sendall(data)
                pending += data
                offset = 0
                while len(pending) - offset >= 5:
                    end = offset + 1 + struct.unpack_from("!I", pending, offset + 1)[0]
                    if end > len(pending):
                        break
                    ready += pending[offset] == ord("Z")
                    offset = end
                pending = pending[offset:]
        except OSError:
            pass
        with self.lock:
            self.round_trips += max(0, ready - 1)
        client.close()
        server.close()
