"""The expression language of the StateMachine dialect; `expressions` is the door. Source: cloudflow-statemachine 13."""

from __future__ import annotations
