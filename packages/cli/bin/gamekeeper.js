#!/usr/bin/env node
// The command's file: it exists before the first build, so that package managers can link it.

import '../dist/main.js';
