"""The look that the sandbox's Microsoft pages share."""

STYLE = """<meta name=viewport content="width=device-width,initial-scale=1"><style>
:root{color-scheme:light dark;--ink:#242424;--soft:#616161;--line:#d1d1d1;--back:#f5f5f5;--card:#fff;--accent:#0f6cbd}
@media(prefers-color-scheme:dark){:root{--ink:#fff;--soft:#adadad;--line:#525252;--back:#141414;--card:#292929;
--accent:#479ef5}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);
font:15px/1.45 "Segoe UI",system-ui,sans-serif}
main{max-width:62rem;margin:1.5rem auto;padding:0 1rem}.card{max-width:27rem;background:var(--card);padding:1.5rem;
border:1px solid var(--line);border-radius:8px}h1{font-size:1.4rem;font-weight:600}h2{font-size:1.1rem;font-weight:600}
a{color:var(--accent)}small,.soft{color:var(--soft)}table{width:100%;border-collapse:collapse;background:var(--card)}
th,td{text-align:left;padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
button,.button{font:inherit;padding:.35rem .8rem;border:1px solid var(--line);border-radius:4px;background:var(--card);
color:var(--ink);cursor:pointer;text-decoration:none}button.main{background:var(--accent);border-color:var(--accent);
color:#fff}@media(prefers-color-scheme:dark){button.main{color:#000}}
.choice{display:block;width:100%;text-align:left;margin:.4rem 0;padding:.6rem .8rem}.plain{margin-top:.6rem}
label{display:block;margin:.5rem 0}input,select,textarea{font:inherit;width:100%;padding:.35rem .5rem;
border:1px solid var(--line);border-radius:4px;background:var(--card);color:var(--ink)}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 1rem}.row{display:flex;gap:.6rem;
flex-wrap:wrap;align-items:center;margin:.8rem 0}.row form{margin:0}.row select,.row input{width:auto}
.chip{display:inline-block;padding:0 .5rem;border:1px solid var(--line);border-radius:1rem;font-size:.85rem}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}</style>
"""
