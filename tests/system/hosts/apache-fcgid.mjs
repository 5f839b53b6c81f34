import { apacheCases } from './apache.mjs';

await apacheCases('fcgid', 'apache fcgid');
