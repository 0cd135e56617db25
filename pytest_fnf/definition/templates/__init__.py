"""Flows and functions in the files of deployment tools: Funcraft, ROS, Serverless Devs, Terraform.

In: the text of such a file, and values that the test gives. Out: the flows and functions that it describes, with
places in that text. No file is opened here; `template` is the door. It leaves finding files to the account.
"""
