import { hash32 } from './random.js';

/** Base assets people know, most traded first. */
const knownNames =
  `BTC ETH SOL XRP DOGE BNB SUI ADA LINK AVAX LTC BCH DOT TRX UNI AAVE HBAR XLM NEAR APT TON ICP FIL ETC ARB OP
INJ ATOM TIA SEI WLD ONDO ENA TAO RENDER FET JUP PYTH STX IMX GRT LDO CRV MKR COMP SNX PENDLE EIGEN STRK ZK
1000PEPE 1000SHIB 1000BONK 1000FLOKI WIF POPCAT PNUT MOODENG GOAT BRETT MEW TURBO NEIRO PENGU TRUMP FARTCOIN VIRTUAL AIXBT KAITO ORDI 1000SATS
ALGO VET EGLD XTZ EOS FLOW MINA KAVA ZEC DASH XMR QTUM NEO ONT ZIL ICX IOTA THETA ROSE ONE CELO ANKR SKL CHZ ENJ SAND MANA AXS GALA
APE GMT MAGIC BLUR ILV YGG PIXEL PORTAL BEAM RON SUPER ALICE HIGH GMX DYDX SUSHI 1INCH YFI BAL RUNE KNC ZRX LRC BAT REN UMA BAND TRB API3
STORJ AR MASK ENS SSV RPL LQTY JOE CAKE WOO CYBER ARKM BLAST ZRO W TNSR OMNI REZ IO NOT DOGS HMSTR CATI SCR MOVE ME USUAL BIO COOKIE
ALCH GRIFFIN SWARMS AI16Z ZEREBRO ANIME LAYER SHELL NIL PARTI BABY KERNEL SIGN SYRUP SOPH HUMA HOME SPK RESOLV NEWT SAHARA BANANAS31 SIREN WCT
FORM BMT MUBARAK TUT BROCCOLI RED GPS EPIC BERA IP VVV VINE MELANIA SOLV DF HIVE STEEM OGN CTSI COTI HOT DENT IOST IOTX RVN SC BSV KSM GLM
ASTR ACH JASMY LPT PEOPLE PHB LEVER HOOK ID EDU RDNT MAV NTRN AUCTION POLYX TOKEN MEME BICO FXS TWT USTC LUNA2 1000LUNC BEL
DUSK REI LOKA QNT GTC ARPA ALPHA CELR CKB DODOX MTL OXT RLC SFP SPELL STMX SXP TLM TRU XVG XVS C98 DEGO DIA`
    .split(/\s+/)
    .filter(Boolean);

const beginnings = 'AR BE CO DA EL FI GA HY IN JO KA LU MO NE OR PI QUA RO SO TA UM VE WI XE YO ZU'.split(' ');
const endings = 'BA CK DEX FLY GON HUB KIT LAX MIX NET OS PAD RA SKY TON UP VA WAY XA ZEN'.split(' ');

/** `count` different base assets: known names first, then invented ones. The same for every seed. */
export function baseAssetNames(count: number): string[] {
  const names = new Set(knownNames);
  for (let index = 0; names.size < count; index += 1) {
    const beginning = beginnings[hash32(index, 1) % beginnings.length] ?? '';
    const ending = endings[hash32(index, 2) % endings.length] ?? '';
    names.add(index % 3 === 0 ? `${beginning}${ending}${index % 7}` : `${beginning}${ending}`);
  }
  return [...names].slice(0, count);
}

/** The venue lists names beyond ASCII: clients must percent-encode them. */
export const nonAsciiNames = ['币安人生', '我踏马来了', '雪球', 'ЛУНА'];

export const quietNames = Array.from({ length: 24 }, (_, index) => `QUIET${index + 1}`);
export const deadNames = Array.from({ length: 8 }, (_, index) => `DEAD${index + 1}`);
export const youngNames = Array.from({ length: 10 }, (_, index) => `YOUNG${index + 1}`);
export const pendingNames = ['SOON1', 'SOON2', 'SOON3'];
export const settlingNames = ['GONE1', 'GONE2', 'GONE3', 'GONE4'];
export const tradFiNames = [
  'XAU',
  'XAG',
  'TSLA',
  'NVDA',
  'AAPL',
  'AMZN',
  'MSTR',
  'COIN',
  'HOOD',
  'GOOGL',
  'META',
  'PLTR',
];
export const usdcNames = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'BNB', 'SUI', 'LINK', 'WIF', '1000PEPE'];
