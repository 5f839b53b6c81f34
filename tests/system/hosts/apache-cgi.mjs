import { apacheCases } from './apache.mjs';

await apacheCases('cgi', 'apache cgid');
