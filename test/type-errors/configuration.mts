// Lines that end in "error" must fail to compile, all others must compile.
import { defineConfig } from '@bot-metrics/sdk';

defineConfig({ backends: { cloud: { type: 'otlp', interval: '60s', headers: { a: { env: 'TOKEN' } } } } });
defineConfig({ backends: { page: { type: 'promtheus' } } }); // error
defineConfig({ backends: { page: { type: 'prometheus', prot: 1 } } }); // error
defineConfig({ backends: { cloud: { type: 'otlp', interval: '60 parsecs' } } }); // error
defineConfig({ service: { nmae: 'shop' } }); // error
