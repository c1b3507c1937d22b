#!/usr/bin/env node
// This folder's modules are CommonJS, which Node starts sooner than others.
const nodeModule = require('node:module');
const { loadProgram } = require('./program.js');

// Code that is compiled already saves about a third of the start. From 22 on Node keeps it between runs.
nodeModule.enableCompileCache?.();
loadProgram().runCommandLine(process.argv.slice(2));
