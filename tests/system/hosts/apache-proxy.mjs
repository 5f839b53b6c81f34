import { apacheCases } from './apache.mjs';

await apacheCases('proxy', 'apache proxy_fcgi');
