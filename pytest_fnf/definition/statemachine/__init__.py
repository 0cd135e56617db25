"""The newer dialect (`Type: StateMachine`): its model, its reader, its rules. Source: cloudflow-statemachine."""

from __future__ import annotations
