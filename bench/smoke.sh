#!/usr/bin/env bash
# Runs each bench once at its smallest scale, so that none rots. What takes how long fails nothing; figures that differ do.
set -euo pipefail
cd "$(dirname "$0")/.."
export DAYMARK_BENCH_SMOKE=1
npx jiti bench/board.ts --scale 0.01 --rounds 1
npx jiti bench/wallet.ts --scale 0.01 --runs 1
npx jiti bench/serve.ts --scale 0.01 --seconds 2 --connections 4
npm install --prefix bench/peers --no-audit --no-fund --silent
npx jiti bench/peers.ts --scale 0.01 --runs 1
