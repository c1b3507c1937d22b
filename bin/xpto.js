#!/usr/bin/env node
import module, { createRequire } from 'node:module';
import { compileProgram, programFile } from './program.js';

// Code that is compiled already saves about a third of the start. From 22 on Node keeps it between runs.
if (module.enableCompileCache) {
  module.enableCompileCache();
  createRequire(import.meta.url)(programFile);
} else compileProgram().start();
