#!/usr/bin/env node
import { ensure } from '../scripts/ensure.mjs';

ensure();
await import('../dist/cli/main.js');
