"""Files and folders of this machine: questions that never raise, writing that is safe."""
