// Writes what is generated from the config schema: `npm run config:generate` builds first, then runs this.
import { writeFileSync } from 'node:fs';
import { generateDefaultYaml, generateJsonSchema, generateReadme } from '../dist/config/generate.js';

const files = {
  'default.yaml': generateDefaultYaml(),
  'schema.json': generateJsonSchema(),
  'README.md': generateReadme(),
};

for (const [name, text] of Object.entries(files)) {
  writeFileSync(new URL(`../config/${name}`, import.meta.url), text);
}
