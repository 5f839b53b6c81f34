// The list of cases behind Apache, and programs that run by themselves: mod_proxy_fcgi over their sockets.
import { apacheCases } from './apache.mjs';

await apacheCases('proxy', 'apache proxy_fcgi');
