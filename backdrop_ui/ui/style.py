"""How the page looks: theme, style sheet, and the few pieces of HTML."""

from __future__ import annotations

import base64

import gradio as gr

from ..brief import Preset
from ..thumbnails import thumbnail

ALL_PACKS = "All"
"""The choice among the packs that shows every tile."""

FONT = ["Inter", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
THEME = gr.themes.Base(
    primary_hue="rose", secondary_hue="rose", neutral_hue="stone", radius_size="lg", font=FONT,
).set(
    body_background_fill="#faf8f5",
    body_background_fill_dark="#171412",
    block_border_width="0px",
    block_shadow="none",
    block_background_fill="#ffffff",
    block_info_text_color="*neutral_500",
    input_placeholder_color="*neutral_600",
    input_placeholder_color_dark="*neutral_300",
    button_primary_background_fill="#e11d48",
    button_primary_background_fill_hover="#be123c",
    button_primary_text_color="#ffffff",
)  # fmt: skip

HEADER = """
<header id="masthead">
  <svg viewBox="0 0 48 48" aria-hidden="true"><defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#4c1d95"/><stop offset=".55" stop-color="#e11d48"/>
    <stop offset="1" stop-color="#fbbf24"/>
  </linearGradient></defs><rect x="2" y="2" width="44" height="44" rx="13" fill="url(#sky)"/>
  <circle cx="34" cy="15" r="5" fill="#fde68a"/><path d="M13 46c0-9 4.500-14 11-14s11 5 11 14z" fill="#fff"/>
  <circle cx="24" cy="24" r="7" fill="#fff"/></svg>
  <div><h1>Backdrop</h1><p>A new backdrop for your photo in two taps. On this machine, nowhere else.</p></div>
</header>
"""

HINT = """
<div class="hint"><ol>
  <li><b>Add a photo</b> of a person, a pet or a thing.</li>
  <li><b>Tap a scene.</b> The new picture appears here.</li>
</ol></div>
"""

# Gradio drops `.dark` from selectors of a page's own style sheet: colours that must follow it are theme variables.
CSS = """
.gradio-container { width: 100% !important; max-width: 1240px !important; margin: 0 auto !important;
  padding: 12px 20px 24px !important; overflow: clip !important; }
.main.fillable, .html-container { padding: 0 !important; }
.main.fillable { width: 100% !important; max-width: none !important; }
.step { font-size: 15px; font-weight: 650; margin: 2px 0 0; }
#masthead { display: flex; gap: 14px; align-items: center; padding: 6px 2px; }
#masthead svg { width: 46px; height: 46px; flex: none; }
#masthead h1 { font-size: 26px; line-height: 1.1; margin: 0; letter-spacing: -.02em; }
#masthead p { margin: 2px 0 0; opacity: .72; font-size: 15px; }
#choose, #results { gap: 14px; }
@media (min-width: 768px) and (min-height: 860px) { #results { position: sticky; top: 12px; } }
#presets .wrap { display: grid; grid-template-columns: repeat(auto-fill, minmax(104px, 1fr)); gap: 9px;
  max-height: 430px; overflow-y: auto; padding: 3px; scrollbar-width: thin; }
#presets label { position: relative; aspect-ratio: 4 / 5; padding: 0; border: 0; border-radius: 14px; overflow: hidden;
  background-size: cover; background-position: center; align-items: flex-end; box-shadow: 0 1px 3px #0003;
  transition: transform .12s ease; cursor: pointer; }
#presets label:hover { transform: translateY(-2px); }
#presets label input { position: absolute; opacity: 0; inset: 0; width: 100%; height: 100%; margin: 0;
  cursor: pointer; }
#presets label span { width: 100%; margin: 0; padding: 26px 8px 7px; color: #fff; font-size: 12.5px; font-weight: 600;
  line-height: 1.15; background: linear-gradient(#0000, #000c); text-shadow: 0 1px 2px #0009; pointer-events: none; }
#presets label.selected { box-shadow: 0 0 0 3px #e11d48; }
#presets label:focus-within { outline: 3px solid #fb7185; outline-offset: 1px; }
#packs .wrap { display: flex; flex-wrap: wrap; gap: 6px; padding: 4px; }
#packs label { flex: none; padding: 5px 12px; border-radius: 99px; border: 1px solid var(--border-color-primary);
  font-size: 13px; background: var(--block-background-fill); box-shadow: none; cursor: pointer; position: relative; }
#packs label input { position: absolute; opacity: 0; inset: 0; width: 100%; height: 100%; margin: 0; cursor: pointer; }
#packs label span { margin: 0; }
#packs label.selected { background: #e11d48; border-color: #e11d48; color: #fff; }
#packs label:has(:focus-visible) { outline: 3px solid #fb7185; outline-offset: 1px; }
#drawer:not(:has(#plain label[data-testid="Colours-radio-label"].selected)) #plain-colours { display: none; }
#say { gap: 8px; align-items: stretch; }
#words { border-radius: 12px; }
#words textarea { font-size: 16px; min-height: 46px; padding: 12px 14px; background: var(--block-background-fill); }
#make { min-height: 46px; font-size: 16px; font-weight: 650; white-space: nowrap; }
#stop { max-width: 110px; }
.heard { font-size: 13.5px; line-height: 1.5; }
.heard ul { display: flex; flex-wrap: wrap; gap: 5px; list-style: none; margin: 0; padding: 0; }
.heard li { padding: 1px 10px; margin: 0; border-radius: 99px; background: #e11d481a; font-weight: 600; }
.heard p { margin: 4px 2px 0; opacity: .8; }
.status { padding: 4px 2px; font-size: 15px; }
.status.failed { padding: 10px 14px; border-radius: 12px; color: var(--error-text-color);
  background: var(--error-background-fill); border: 1px solid var(--error-border-color); }
.status progress { display: block; width: 100%; height: 6px; margin-top: 8px; appearance: none; border: 0;
  border-radius: 99px; overflow: hidden; background: #e11d4826; }
.status progress::-webkit-progress-bar { background: #0000; }
.status progress::-webkit-progress-value { background: #e11d48; border-radius: 99px; }
.status progress::-moz-progress-bar { background: #e11d48; border-radius: 99px; }
.status code { font-size: 13px; overflow-wrap: anywhere; }
.away { display: none !important; }
.findings { list-style: none; margin: 2px 0 6px; padding: 0; font-size: 14px; line-height: 1.4; }
.findings li { margin: 4px 2px; padding-left: 22px; position: relative; opacity: .85; }
.findings li::before { content: "i"; position: absolute; left: 0; top: 1px; width: 16px; height: 16px;
  border-radius: 50%; background: #78716c; color: #fff; font: 700 11px/16px Georgia, serif; text-align: center; }
.findings li.warning { opacity: 1; }
.findings li.warning::before { content: "!"; background: #d97706; font-family: inherit; }
.about { font-size: 13.5px; opacity: .85; line-height: 1.5; }
#position { padding: 6px 4px; }
#position .head, #position .min_value, #position .max_value,
#drawer .min_value, #drawer .max_value { display: none; }
.about .badge { display: inline-block; padding: 1px 9px; border-radius: 99px; background: #e11d481a;
  font-weight: 600; margin-right: 4px; }
#variants .grid-container { grid-template-columns: repeat(4, minmax(0, 1fr)) !important; }
#variants .thumbnail-lg { min-width: 0; }
#variants img { object-position: 50% 30%; }
#variants .caption-label { left: 4px; right: auto; bottom: 4px; max-width: calc(100% - 8px); padding: 2px 6px;
  font-size: 11px; border: 0; border-radius: 7px; white-space: normal; line-height: 1.25; }
#variants .grid-wrap { min-height: 0; height: auto; max-height: none; }
.about code { font-size: 12px; overflow-wrap: anywhere; }
.about details ul { margin: 6px 0 0 18px; list-style: disc; }
.about summary { cursor: pointer; margin-top: 4px; }
.status a, .offer a { color: inherit; padding: 0; margin: 0; text-decoration: underline; overflow-wrap: anywhere; }
#desk input[type=range]::-webkit-slider-thumb { box-shadow: 0 0 0 2px #e11d48; }
#desk input[type=range]::-moz-range-thumb { box-shadow: 0 0 0 2px #e11d48; }
#desk #brush input[type=range]::-webkit-slider-thumb { box-shadow: none; }
#desk :is(button, a, summary, input[type=range]):focus-visible { outline: 3px solid #fb7185; outline-offset: 1px; }
.hint { min-height: 380px; display: grid; place-items: center; border: 2px dashed var(--border-color-primary);
  border-radius: 18px; }
.hint ol { list-style: decimal inside; font-size: 17px; line-height: 2; }
.privacy { text-align: center; font-size: 13px; opacity: .65; margin: 8px 0 0; }
#compare { border-radius: 16px; overflow: hidden; }
#compare label[data-testid=block-label], #compare .icon-button-wrapper { margin: 8px; border: 0; border-radius: 99px;
  background: #000a; color: #fff; box-shadow: none; }
#compare label[data-testid=block-label] { padding: 3px 12px; }
#compare .icon-button { background: none !important; color: #fff !important; }
#compare .icon-button:disabled { display: none; }
@media (max-width: 767px) {
  .gradio-container { padding: 8px 12px 20px !important; }
  footer { margin-bottom: 72px; }
  /* What is said is seen wherever one is: the results are below the scenes. */
  #status .status { position: fixed; inset: auto 0 0; z-index: 20; margin: 0; border-radius: 0; border-width: 1px 0 0;
    padding: 12px 16px calc(12px + env(safe-area-inset-bottom)); box-shadow: 0 -2px 14px #0002;
    border-top: 1px solid var(--border-color-primary); background: var(--body-background-fill); }
  #status .status.failed { border-top: 3px solid #e11d48;
    background: linear-gradient(var(--error-background-fill) 0 0), var(--body-background-fill); }
  #presets label span { font-size: 11px; padding: 22px 6px 6px; hyphens: auto; }
  .hint { display: none; }
  #presets .wrap { grid-auto-flow: column; grid-template: repeat(2, auto) / none; grid-auto-columns: 29%;
    overflow: auto hidden; scroll-snap-type: x proximity; }
  #packs .wrap { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; }
  #say { flex-direction: column; }
  #presets label { scroll-snap-align: start; }
  #masthead p { font-size: 13.5px; }
}
/* A finger is broader than a pointer. */
@media (pointer: coarse), (max-width: 767px) {
  #desk :is(button, summary, textarea, input:not([type=radio], [type=checkbox])) { min-height: 44px; }
  #desk :is(#packs label, #drawer label:has(> input)) { min-height: 44px; }
  #desk :is(button.icon, .icon-button, .reset-button, #packs label) { min-width: 44px; }
  #desk #packs label { padding: 11px 14px; }
  #desk .label-wrap { align-items: center; }
  #desk .wrap-inner { padding-block: 0; }
  #desk .tab-like-container { height: 44px; }
  #desk :is(button.icon, .icon-button) { padding: 12px; }
  #desk summary { padding: 12px 0; margin: 0; }
  [role=option] { min-height: 44px; align-items: center; }
}
/* Gradio's dot between links, of which here there is one at most. */
footer .divider { display: none !important; }
@media (prefers-reduced-motion: reduce) { #presets label { transition: none; } }
"""


def tiles_css(presets: list[Preset]) -> str:
    """The style sheet, with each preset's picture on its tile: inside it, so that no path of this machine travels."""
    tiles = [
        f"#presets {_label(preset.title)} {{ background-image: "
        f"url(data:image/webp;base64,{base64.b64encode(thumbnail(preset)).decode()}); }}"
        for preset in presets
    ]
    return CSS + "\n".join(tiles + _filters(presets))


def _filters(presets: list[Preset]) -> list[str]:
    """A rule per pack that hides the other packs' tiles while it is chosen: at once, without asking the server."""
    rules = []
    for pack in dict.fromkeys(preset.pack for preset in presets):
        others = ", ".join(f"#presets {_label(preset.title)}" for preset in presets if preset.pack != pack)
        if others:
            rules.append(f"#choose:has(#packs {_label(pack)}.selected) :is({others}) {{ display: none; }}")
    return rules


def _label(words: str) -> str:
    """Selects the label of gradio's radio choice with these words."""
    return f'label[data-testid="{words}-radio-label"]'
