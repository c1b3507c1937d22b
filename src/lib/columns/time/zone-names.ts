/**
 * Names of time zones in English as java.time prints and reads them. Intl has the long names; of the short
 * ones it has those of the United States only, so they are listed here.
 */
import { findRegion, offsetId, type Zone } from './zone.ts';

/**
 * The zone's name at an instant: `BRT`, or in full `Brasilia Standard Time`; of an offset its id. Long names
 * are those of Node's Unicode data, which renames a zone now and then where an older Java does not.
 */
export function zoneName(zone: Zone, utcSeconds: number, isFull: boolean): string {
  if (Object.hasOwn(UNIVERSAL, zone.id)) return isFull ? UNIVERSAL[zone.id] : zone.id;
  if (zone.fixedOffsetSeconds !== undefined) return zone.id;
  const long = longName(zone.id, utcSeconds);
  if (isFull) return long;
  const offset = zone.offsetSeconds(utcSeconds);
  return abbreviations.get(long) ?? (offset === 0 ? 'GMT' : `GMT${offsetId(offset)}`);
}

const UNIVERSAL: Readonly<Record<string, string>> = { UTC: 'Coordinated Universal Time', GMT: 'Greenwich Mean Time' };

/**
 * The zone that a text begins with the name of, in any case, and the length of that name. A name of several
 * zones is that of the one java.time takes; whether it is that of the summer does not count.
 */
export function zoneOfName(text: string, isFull: boolean): { zone: Zone; length: number } | undefined {
  const zones = isFull ? zonesByName : zonesByAbbreviation;
  for (let length = Math.min(text.length, LONGEST); length > 1; length--) {
    const id = zones.get(text.slice(0, length).toLowerCase());
    const zone = id === undefined ? undefined : findRegion(id);
    if (zone) return { zone, length };
  }
  return undefined;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** As in `1/1/2024, Brasilia Standard Time`. */
function longName(id: string, utcSeconds: number): string {
  let format = formats.get(id);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'long' });
    formats.set(id, format);
  }
  // Intl's dates end long before Spark's; the calendar and its rules repeat every 400 years.
  const seconds = Math.abs(utcSeconds) < 1e11 ? utcSeconds : utcSeconds % (146_097 * 86_400);
  const text = format.format(seconds * 1000);
  return text.slice(text.indexOf(', ') + 2);
}

/** Zone: long name without its last word, Time, and abbreviation. Of an abbreviation given twice the first zone counts. */
const NAMES = `
Pacific/Bougainville: Bougainville Standard BST
Africa/Abidjan: Greenwich Mean GMT, Irish Standard IST, British Summer BST
Africa/Johannesburg: South Africa Standard SAST, South Africa Summer SAST
Africa/Lagos: West Africa Standard WAT, West Africa Summer WAST, West Africa WAT
Africa/Maputo: Central Africa CAT, Central African Summer CAST, Western African WAT
Africa/Nairobi: East Africa EAT
America/Argentina/Buenos_Aires: Argentina Standard ART, Argentina Summer ARST
America/Asuncion: Paraguay Summer PYST, Paraguay Standard PYT
America/Bogota: Colombia Standard COT, Colombia Summer COST
America/Caracas: Venezuela VET
America/Cayenne: French Guiana GFT
America/Chicago: Central Standard CST, Central Daylight CDT
America/Denver: Mountain Standard MST, Mountain Daylight MDT, Yukon MST
America/Guayaquil: Ecuador ECT, Ecuador Summer ECST
America/Guyana: Guyana GYT
America/Halifax: Atlantic Standard AST, Atlantic Daylight ADT
America/Havana: Cuba Standard CST, Cuba Daylight CDT
America/Juneau: Alaska Standard AKST, Alaska Daylight AKDT
America/La_Paz: Bolivia BOT, Bolivia Summer BOST
America/Lima: Peru Standard PET, Peru Summer PEST
America/Los_Angeles: Pacific Standard PST, Pacific Daylight PDT
America/Manaus: Amazon Standard AMT, Amazon Summer AMST
America/Mazatlan: Mexican Pacific Standard MST, Mexican Pacific Daylight MDT
America/Miquelon: St. Pierre & Miquelon Standard PMST, St. Pierre & Miquelon Daylight PMDT
America/Montevideo: Uruguay Standard UYT, Uruguay Summer UYST
America/New_York: Eastern Standard EST, Eastern Daylight EDT
America/Noronha: Fernando de Noronha Standard FNT, Fernando de Noronha Summer FNST
America/Nuuk: West Greenland Standard WGT, West Greenland Summer WGST
America/Paramaribo: Suriname SRT
America/Rio_Branco: Acre Standard ACT, Acre Summer ACST
Antarctica/Palmer: Chile Summer CLST, Chile CLT
America/Santiago: Chile Standard CLT
America/Sao_Paulo: Brasilia Standard BRT, Brasilia Summer BRST
America/Scoresbysund: East Greenland Standard EGT, East Greenland Summer EGST
America/St_Johns: Newfoundland Standard NST, Newfoundland Daylight NDT
America/Tijuana: Northwest Mexico Standard PST, Northwest Mexico Daylight PDT
Australia/Perth: Australian Western Standard AWST, Australian Western Daylight AWDT
Antarctica/Casey: Casey AWST
Antarctica/Davis: Davis DAVT
Antarctica/Mawson: Mawson MAWT
Antarctica/Rothera: Rothera ROTT
Antarctica/Vostok: Vostok VOST
Asia/Almaty: East Kazakhstan ALMT, Alma-Ata Summer ALMST, Kostanay Summer QOSST
Asia/Anadyr: Anadyr Standard ANAT, Anadyr Summer ANAST
Asia/Aqtobe: West Kazakhstan AQTT, Aqtau Summer AQTST, Aqtobe Summer AQTST, Oral Summer ORAST, Qyzylorda Summer QYZST
Asia/Ashgabat: Turkmenistan Standard TMT, Turkmenistan Summer TMST
Asia/Baku: Azerbaijan Standard AZT, Azerbaijan Summer AZST
Asia/Bangkok: Indochina ICT, Christmas Island CXT
Asia/Bishkek: Kyrgyzstan KGT, Kirgizstan Summer KGST
Asia/Dhaka: Bangladesh Standard BDT, Bangladesh Summer BDST
Asia/Dili: East Timor TLT, Timor-Leste TLT
Atlantic/South_Georgia: South Georgia GST
Asia/Dubai: Gulf Standard GST, Seychelles SCT, Réunion RET
Asia/Dushanbe: Tajikistan TJT, Tajikistan Summer TJST
Asia/Hong_Kong: Hong Kong Standard HKT, Hong Kong Summer HKST
Asia/Hovd: Hovd Standard HOVT, Hovd Summer HOVST, Khovd Standard HOVT, Khovd Summer HOVST
Asia/Irkutsk: Irkutsk Standard IRKT, Irkutsk Summer IRKST
Asia/Jakarta: Western Indonesia WIB
Asia/Jayapura: Eastern Indonesia WIT
Asia/Kolkata: India Standard IST, India Daylight IDT
Asia/Jerusalem: Israel Standard IST, Israel Daylight IDT
Asia/Kabul: Afghanistan AFT
Asia/Kamchatka: Petropavlovsk-Kamchatski Standard PETT, Petropavlovsk-Kamchatski Summer PETST, Kamchatka Standard PETT, Kamchatka Summer PETST
Asia/Karachi: Pakistan Standard PKT, Pakistan Summer PKST
Asia/Kathmandu: Nepal NPT
Asia/Krasnoyarsk: Krasnoyarsk Standard KRAT, Krasnoyarsk Summer KRAST
Asia/Kuching: Brunei Darussalam BNT, Brunei Summer BNST, Malaysia MYT, Malaysia Summer MYST, Brunei BNT
Asia/Magadan: Magadan Standard MAGT, Magadan Summer MAGST
Asia/Makassar: Central Indonesia WITA
Asia/Manila: Philippine Standard PST, Philippine Summer PDT
Asia/Novosibirsk: Novosibirsk Standard NOVT, Novosibirsk Summer NOVST
Asia/Omsk: Omsk Standard OMST, Omsk Summer OMSST
Asia/Riyadh: Syowa SYOT, Arabian Standard AST, Arabian Daylight ADT
Asia/Sakhalin: Sakhalin Standard SAKT, Sakhalin Summer SAKST
Asia/Seoul: Korean Standard KST, Korean Daylight KDT
Asia/Shanghai: China Standard CST, China Daylight CDT
Asia/Singapore: Singapore Standard SGT, Singapore Summer SGST
Asia/Srednekolymsk: Srednekolymsk SRET, Srednekolymsk Daylight SREDT
Asia/Taipei: Taipei Standard CST, Taipei Daylight CDT, Taiwan Standard CST, Taiwan Daylight CDT
Asia/Tashkent: Uzbekistan Standard UZT, Uzbekistan Summer UZST
Asia/Tbilisi: Georgia Standard GET, Georgia Summer GEST
Asia/Tehran: Iran Standard IRST, Iran Daylight IRDT
Asia/Thimphu: Bhutan BTT
Asia/Tokyo: Japan Standard JST, Japan Daylight JDT
Asia/Ulaanbaatar: Ulaanbaatar Standard ULAT, Ulaanbaatar Summer ULAST
Asia/Urumqi: Xinjiang Standard XJT
Asia/Vladivostok: Vladivostok Standard VLAT, Vladivostok Summer VLAST
Asia/Yakutsk: Yakutsk Standard YAKT, Yakutsk Summer YAKST
Asia/Yangon: Myanmar MMT, Cocos Islands CCT
Asia/Yekaterinburg: Yekaterinburg Standard YEKT, Yekaterinburg Summer YEKST
Asia/Yerevan: Armenia Standard AMT, Armenia Summer AMST
Atlantic/Azores: Azores Standard AZOT, Azores Summer AZOST
Atlantic/Canary: Western European Summer WEST, Western European WET, Western European Standard WET
Atlantic/Cape_Verde: Cape Verde Standard CVT, Cape Verde Summer CVST
Atlantic/Stanley: Falkland Islands Standard FKT, Falkland Islands Summer FKST
Australia/Adelaide: Australian Central Daylight ACDT, Australian Central Standard ACST
Australia/Eucla: Australian Central Western Standard ACWST, Australian Central Western Daylight ACWDT
Australia/Lord_Howe: Lord Howe Daylight LHDT, Lord Howe Standard LHST
Australia/Sydney: Australian Eastern Daylight AEDT, Australian Eastern Standard AEST
Etc/UTC: Coordinated Universal UTC
Europe/Bucharest: Eastern European Standard EET, Eastern European Summer EEST, Eastern European EET
Europe/Istanbul: Turkey TRT, Turkey Summer TRST, Türkiye Standard TRT
Europe/Moscow: Moscow Standard MSK, Moscow Summer MSD
Europe/Kirov: Moscow Daylight MSD
Europe/Paris: Central European Standard CET, Central European Summer CEST, Central European CET, Middle Europe MET, Middle Europe Summer MEST
Europe/Samara: Samara Standard SAMT, Samara Summer SAMST
Europe/Volgograd: Volgograd Standard MSK, Volgograd Summer MSD
Indian/Chagos: Indian Ocean IOT
Indian/Maldives: French Southern & Antarctic TFT, Maldives MVT
Indian/Mauritius: Mauritius Standard MUT, Mauritius Summer MUST
Pacific/Apia: Apia Standard WSST, Apia Daylight WSDT
Pacific/Auckland: New Zealand Daylight NZDT, New Zealand Standard NZST
Pacific/Chatham: Chatham Daylight CHADT, Chatham Standard CHAST
Pacific/Easter: Easter Island Summer EASST, Easter Island Standard EAST
Pacific/Efate: Vanuatu Standard VUT, Vanuatu Summer VUST
Pacific/Fakaofo: Tokelau TKT
Pacific/Fiji: Fiji Standard FJT, Fiji Summer FJST
Pacific/Galapagos: Galapagos GALT, Galapagos Summer GALST
Pacific/Gambier: Gambier GAMT
Pacific/Guadalcanal: Solomon Islands SBT, Ponape PONT, Pohnpei PONT
Pacific/Guam: Chamorro Standard ChST, Chamorro Daylight ChDT
Pacific/Honolulu: Hawaii-Aleutian Standard HST, Hawaii-Aleutian Daylight HDT
Pacific/Kanton: Phoenix Islands PHOT
Pacific/Kiritimati: Line Islands LINT
Pacific/Kosrae: Kosrae KOST
Pacific/Marquesas: Marquesas MART
Pacific/Nauru: Nauru NRT
Pacific/Niue: Niue NUT
Pacific/Norfolk: Norfolk Island Daylight NFST, Norfolk Island Standard NFT
Pacific/Noumea: New Caledonia Standard NCT, New Caledonia Summer NCST
Pacific/Pago_Pago: Samoa Standard SST, American Samoa Standard SST
Pacific/Palau: Palau PWT
Pacific/Pitcairn: Pitcairn PST
Pacific/Port_Moresby: Dumont-d’Urville DDUT, Chuuk CHUT, Papua New Guinea PGT, Dumont d’Urville DDUT
Pacific/Rarotonga: Cook Islands Standard CKT, Cook Islands Half Summer CKHST
Pacific/Tahiti: Tahiti TAHT
Pacific/Tarawa: Marshall Islands MHT, Tuvalu TVT, Gilbert Islands GILT, Wake Island WAKT, Wallis & Futuna WFT
Pacific/Tongatapu: Tonga Standard TOT, Tonga Summer TOST
`;

const abbreviations = new Map<string, string>();
const zonesByAbbreviation = new Map<string, string>();
const zonesByName = new Map<string, string>();

for (const line of NAMES.trim().split('\n')) {
  const [zone, names] = line.split(': ');
  for (const name of names.split(', ')) {
    const split = name.lastIndexOf(' ');
    const [long, short] = [`${name.slice(0, split)} Time`, name.slice(split + 1)];
    abbreviations.set(long, short);
    zonesByName.set(long.toLowerCase(), zone);
    if (!zonesByAbbreviation.has(short.toLowerCase())) zonesByAbbreviation.set(short.toLowerCase(), zone);
  }
}

const LONGEST = Math.max(...Array.from(zonesByName.keys(), name => name.length));
