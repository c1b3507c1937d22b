// The words of the invented posts: sentences about an office and nobody who held it. Every text is put together of
// these by a generator, so that none is anybody's.

/** How the office is named. All of these hold one of the words presidente, presidência or presidencia. */
export const subjects = [
  'o presidente da República',
  'a Presidência da República',
  'a presidência',
  'a Presidência',
  'o presidente do Brasil',
  'a presidencia',
  'o gabinete da presidência',
  'a comitiva do presidente',
  'o avião presidencial do presidente',
  'a agenda do presidente',
];

/** Politics without the office: what a query for it must not find. */
export const otherSubjects = ['o prefeito', 'a câmara municipal', 'o congresso', 'a assembleia', 'o ministério'];

export const verbs = [
  'anunciou',
  'adiou',
  'cancelou',
  'confirmou',
  'discutiu',
  'inaugurou',
  'prometeu',
  'apresentou',
  'vetou',
  'elogiou',
];

export const objects = [
  'a nova ponte do rio inventado',
  'o plano de bicicletas',
  'a reforma da praça',
  'o pão de queijo na merenda',
  'a fila do transporte',
  'o orçamento das bibliotecas',
  'a viagem ao litoral',
  'o discurso sobre a chuva',
  'a lei do café coado',
  'o festival de pipas',
  'a vacinação das capivaras',
  'o horário das reuniões',
];

export const openers = [
  'Hoje',
  'Agora há pouco',
  'Segundo a rádio',
  'Que dia:',
  'Pois é,',
  'Olha só:',
  'Em Brasília,',
  'De novo',
];

/** Ends of a sentence that go with a mood. */
export const closers = {
  Positivo: ['gostei muito', 'que boa notícia', 'já era hora', 'parabéns a todos', 'isso sim é serviço'],
  Negativo: ['que decepção', 'não gostei nada', 'assim não dá', 'que vergonha', 'perdi a paciência'],
  Neutro: ['segue a pauta', 'veremos amanhã', 'a votação continua', 'sem mais detalhes', 'informou a assessoria'],
} as const;

export const positiveSymbols = [':D', ':)', ':-)', ':-D', '=)', '=D', ';)', ';-)', ":')"];
export const negativeSymbols = [':(', ':[', ':{', ':-(', ':-[', '=(', ":'("];

/** What looks like an emoticon, or breaks a careless reader, and is none. */
export const awkward = [
  'coletiva às 10:30',
  'das 16:00 às 17:45',
  '(texto): leia a nota',
  '(ao vivo): assista',
  'nota (ver anexo): em breve',
  'http://exemplo.example/d:d/p(1)',
  'https://t.co/D0p8xPDo3D',
  'saúde &amp; educação',
  'preço &lt; 10 e &gt; 5',
  'placar:3 a 2',
  'caminho C:\\dados\\raw',
  '"aspas", vírgulas; e \\o/',
  'primeira linha\nsegunda linha',
  'parágrafo\n\nparágrafo\n',
  'tabulação\taqui',
  'linha\u2028separada',
  '👏🏽👏🏽 🇧🇷',
  'família 👩‍👩‍👧‍👦 reunida',
  '🎉✨📺',
  'ação, coração, pão e órgãos',
  'R$ 1.234,56 ou US$ 10',
  '100% (cem por cento)',
];

export const hashtags = ['#Presidência', '#Brasil', '#Planalto', '#Brasilia', '#presidente'];

export const nicknames = {
  animals: ['Capivara', 'Arara', 'Tucano', 'Jabuti', 'Quati', 'Sabiá', 'Tatu', 'Lontra', 'Ema', 'Preá'],
  moods: ['Serena', 'Curiosa', 'Veloz', 'Calma', 'Atenta', 'Falante', 'Risonha', 'Teimosa', 'Distraída', 'Valente'],
};
