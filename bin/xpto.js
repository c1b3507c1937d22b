#!/usr/bin/env node
// This folder's modules are CommonJS, which Node starts sooner than others.
const nodeModule = require('node:module');
const { isBuilt, loadProgram } = require('./program.js');

if (!isBuilt()) {
  // The catalogue of texts is part of what is missing.
  process.stderr.write('xpto is not built in this checkout. Build it: npm run build\n');
  process.exit(4);
}

// Code that is compiled already saves about a third of the start. From 22 on Node keeps it between runs.
nodeModule.enableCompileCache?.();
loadProgram().runCommandLine(process.argv.slice(2));
