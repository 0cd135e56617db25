"""The account room: the local account of one test, with its flows, executions, functions, mailbox and tokens.

In: options and calls of a test. Out: executions that run on one clock. It is the engine's host and the executions'
driver; it leaves steps to the engine, handlers and stubs to services, and marks and fixtures to the plugin.
"""

from __future__ import annotations
