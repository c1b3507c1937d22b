import type { ErrorKey, ErrorText } from './index.ts';

/** The words of Spark and of the course (watermark, stream, batch, sink, trigger, join) stay as they are. */
export const errorsPtBr: Record<ErrorKey, ErrorText> = {
  // Refused in this output mode
  APPEND_WITHOUT_WATERMARK: {
    message: 'O modo append não é permitido em uma agregação de stream sem watermark em uma das suas chaves.',
    hints: [
      'Por quê: append só imprime uma linha quando ela não pode mais mudar, e a contagem de uma palavra pode mudar enquanto chegarem palavras.',
      'Permitido: agrupar por uma janela do tempo do evento com watermark; a janela é impressa depois que o watermark passa do seu fim.',
      'Tente: npx xpto wordcount --mode append --window "10 minutes" --watermark "1 minute"; uma consulta com janelas só precisa de --watermark. Ou --mode update.',
    ],
  },
  CONTINUOUS_OPERATOR: {
    message: 'O processamento contínuo não aceita operações {operator}.',
    hints: [
      'Por quê: ele passa cada linha adiante assim que ela chega, antes de saber que linhas formam um batch.',
      'Permitido: select e where sobre um só stream de rate, socket ou entrada padrão.',
      "Tente: o trigger processingTime de '1 second', ou nenhum.",
    ],
  },
  CONTINUOUS_CURRENT_TIME: {
    message: 'O processamento contínuo não aceita operações com a hora atual.',
    hints: [
      'Por quê: current_timestamp() é a hora de um batch, e aqui não há batches.',
      "Permitido: option('includeTimestamp', true) do socket dá a hora de cada linha.",
      "Tente: o trigger processingTime de '1 second', ou nenhum.",
    ],
  },
  CONTINUOUS_FOREACH_BATCH: {
    message: "'foreachBatch' não é aceito com o trigger continuous.",
    hints: ['Use foreach, que recebe cada linha assim que ela chega.'],
  },
  CONTINUOUS_FILE_SINK: {
    message: 'Não se gravam arquivos com um trigger continuous.',
    hints: ["Tente: o trigger processingTime de '1 second'."],
  },
  SESSION_IN_UPDATE: {
    message: 'O modo update não é permitido em uma agregação de stream por janela de sessão.',
    hints: [
      'Por quê: uma sessão que cresce ou se une a outra substitui linhas que o modo update já entregou e não pode tomar de volta.',
      'Permitido: append com watermark, que entrega a sessão quando ela se fecha; ou complete, que entrega todas a cada vez.',
      "Tente: .withWatermark('timestamp', '10 minutes') antes do groupBy, e .outputMode('append').",
    ],
  },
  COMPLETE_WITHOUT_AGGREGATION: {
    message: 'O modo complete não é permitido em uma consulta sem agregação de stream.',
    hints: [
      'Por quê: complete entrega o resultado inteiro a cada vez e, sem agregação, ele é tudo o que já chegou.',
      'Permitido: uma agregação com groupBy; ou append, que entrega cada linha uma vez.',
      "Tente: .outputMode('append').",
    ],
  },
  LIMIT_IN_UPDATE: {
    message: 'limit não é permitido no modo update.',
    hints: [
      'Por quê: as linhas que estão entre as primeiras mudariam de um batch para o outro.',
      'Permitido: append, em que o limite vale para toda a vida da consulta; ou complete depois de uma agregação, para o topo de uma tabela.',
      "Tente: .outputMode('complete') com .groupBy(...).count().orderBy(...).limit(n).",
    ],
  },
  SORT_IN_STREAM: {
    message: 'Um stream não pode ser ordenado, a não ser depois de uma agregação no modo complete.',
    hints: [
      'Por quê: um stream não acaba, então nunca se sabe qual é a sua primeira linha em ordem.',
      'Permitido: o modo complete depois de uma agregação, em que cada batch entrega a tabela inteira.',
      "Tente: .outputMode('complete'), ou tire o orderBy.",
    ],
  },
  DISTINCT_IN_STREAM: {
    message: 'Agregações de valores DISTINCT não são permitidas em streams.',
    hints: [
      'Por quê: seria preciso guardar cada valor já visto.',
      'Permitido: approx_count_distinct, que guarda algumas centenas de bytes; ou dropDuplicates antes da agregação.',
      "Tente: approx_count_distinct('x').",
    ],
  },
  UNION_OF_STREAM_AND_TABLE: {
    message: 'A união de um stream com uma tabela não é permitida.',
    hints: [
      'Por quê: as linhas da tabela viriam de novo a cada batch.',
      'Permitido: a união de dois streams, ou um join do stream com a tabela.',
      'Tente: ler a tabela também como stream.',
    ],
  },
  WITHIN_WATERMARK_WITHOUT_WATERMARK: {
    message: 'dropDuplicatesWithinWatermark não é permitido sem watermark.',
    hints: [
      'Por quê: é o watermark que diz por quanto tempo uma chave é lembrada.',
      'Permitido: withWatermark em um timestamp do stream, antes dele.',
      "Tente: .withWatermark('timestamp', '10 minutes').dropDuplicatesWithinWatermark(['id']).",
    ],
  },
  STATIC_SIDE_PRESERVED: {
    message: 'Um join do tipo "{type}" de um stream, à {side}, com uma tabela não é permitido.',
    hints: [
      'Por quê: nunca se sabe que uma linha da tabela ficou sem par no stream, porque o stream continua.',
      'Permitido: inner; ou o join outer, semi ou anti que preserva as linhas do stream.',
      'Tente: trocar os lados, ou o tipo do join.',
    ],
  },
  ANTI_JOIN_OF_STREAMS: {
    message: 'Um join anti com um stream à direita não é permitido.',
    hints: [
      'Por quê: enquanto o stream continua, não se sabe que nenhum par virá.',
      'Permitido: um join left com watermarks; as suas linhas com nulos são as que ficaram sem par.',
      "Tente: .join(right, condition, 'left').where('right_column IS NULL').",
    ],
  },
  OUTER_JOIN_OF_STREAMS_IN_MODE: {
    message: 'Um join {type} de dois streams não é permitido no modo {mode}.',
    hints: [
      'Por quê: uma linha sem par só é entregue depois que o watermark passa, e não se volta atrás.',
      'Permitido: append para todos os tipos; update também para inner e semi, que não entregam linhas sem par.',
      "Tente: .outputMode('append').",
    ],
  },
  JOIN_OF_STREAMS_IN_COMPLETE: {
    message: 'Um join {type} de dois streams não é permitido no modo complete.',
    hints: [
      'Por quê: complete entrega o resultado inteiro a cada batch, e um join entrega cada par uma vez, quando a segunda linha dele chega.',
      'Permitido: append e update, também com uma agregação depois do join.',
      "Tente: .outputMode('update').",
    ],
  },
  JOIN_WITHOUT_BOUND: {
    message:
      'Um join {type} de dois streams não é permitido sem watermark em uma chave do join, ou sem watermark no outro lado com um intervalo de tempo.',
    hints: [
      'Por quê: sem isso nunca se sabe que uma linha ficou sem par, e todas teriam de ser guardadas para sempre.',
      'Permitido: withWatermark nos dois lados, e uma condição que limita o tempo de um pelo tempo do outro.',
      "Tente: expr('k = rk AND right_time BETWEEN left_time AND left_time + INTERVAL 10 MINUTES').",
    ],
  },
  STATEFUL_BEHIND_STATEFUL: {
    message: 'Um operador com estado depois de outro não é permitido no modo {mode}.',
    hints: [
      'Por quê: o primeiro entrega as linhas de novo quando elas mudam, e o segundo contaria cada versão.',
      'Permitido: o modo append, em que cada linha do primeiro vem uma vez, depois do watermark.',
      "Tente: .outputMode('append') com watermark e janela na primeira agregação.",
    ],
  },
  MAP_GROUPS_IN_MODE: {
    message: 'mapGroupsWithState não é permitido no modo {mode}.',
    hints: [
      'Por quê: ele entrega uma linha da chave em cada batch que tem linhas dela, e vale a última.',
      'Permitido: o modo update; ou flatMapGroupsWithState, que pode entregar linhas definitivas.',
      "Tente: .outputMode('update').",
    ],
  },
  FLAT_MAP_GROUPS_IN_MODE: {
    message: 'flatMapGroupsWithState com outputMode {declared} não é permitido no modo {mode}.',
    hints: [
      'Por quê: a função diz se as suas linhas são definitivas (append) ou substituem anteriores (update), e o sink as recebe assim.',
      'Permitido: o mesmo modo para os dois; com append, também uma agregação depois.',
      "Tente: .outputMode('{declared}').",
    ],
  },
  FLAT_MAP_GROUPS_AND_AGGREGATION: {
    message: 'flatMapGroupsWithState com outputMode update não é permitido em uma consulta que agrega.',
    hints: [
      'Por quê: a agregação contaria cada versão de uma linha.',
      'Permitido: linhas definitivas.',
      "Tente: flatMapGroupsWithState com outputMode: 'append'.",
    ],
  },
  SEVERAL_MAP_GROUPS: {
    message: 'Uma consulta pode ter um só mapGroupsWithState.',
    hints: [
      'Por quê: o segundo tomaria cada versão de uma linha do primeiro por uma linha nova.',
      'Permitido: vários flatMapGroupsWithState com linhas definitivas, no modo append.',
      "Tente: flatMapGroupsWithState com outputMode: 'append' para os dois.",
    ],
  },
  MAP_AND_FLAT_MAP_GROUPS: {
    message: 'Uma consulta não pode ter mapGroupsWithState e flatMapGroupsWithState ao mesmo tempo.',
    hints: [
      'Por quê: um deles tomaria cada versão de uma linha por uma linha nova.',
      'Permitido: vários flatMapGroupsWithState com linhas definitivas, no modo append.',
      "Tente: flatMapGroupsWithState com outputMode: 'append' para os dois.",
    ],
  },
  SEVERAL_FLAT_MAP_GROUPS: {
    message: 'Vários flatMapGroupsWithState só são permitidos quando todos eles, e a consulta, estão no modo append.',
    hints: [
      'Por quê: o segundo tomaria cada versão de uma linha do primeiro por uma linha nova.',
      'Permitido: linhas definitivas.',
      "Tente: flatMapGroupsWithState com outputMode: 'append' e .outputMode('append').",
    ],
  },
  TIMEOUT_WITHOUT_WATERMARK: {
    message: 'Timeouts pelo tempo do evento não são permitidos sem watermark.',
    hints: [
      'Por quê: é o watermark que diz que horas são entre os eventos.',
      'Permitido: withWatermark em um timestamp do stream, antes do groupBy; ou timeouts pelo relógio.',
      "Tente: .withWatermark('timestamp', '10 minutes').groupBy(...), ou timeout: 'processingTime'.",
    ],
  },
  STATEFUL_BEHIND_TIMEOUTS: {
    message: 'Um operador com estado não é permitido depois de uma função com timeouts pelo tempo do evento.',
    hints: [
      'Por quê: o que a função entrega quando um prazo passou é mais antigo que o watermark, e seria descartado por atraso.',
      'Permitido: a função por último; ou sem timeouts, ou com timeouts pelo relógio.',
      'Tente: gravar as linhas da função em um sink e agregá-las em uma segunda consulta.',
    ],
  },
  'STREAMING_OUTPUT_MODE.INVALID': {
    message: 'Não existe o modo de saída "{mode}".',
    hints: ['Os modos são append, complete e update.'],
  },
  STREAMING_ACTION_ON_BATCH: {
    message: 'writeStream é para frames que leem um stream; este não lê nenhum.',
    hints: ['Use show(), collect() ou toArray(), ou leia a entrada com readStream.'],
  },
  BATCH_ACTION_ON_STREAM: {
    message: '{action}() é para frames sem stream; este lê um stream.',
    hints: ['Execute-o com writeStream.start().'],
  },

  // Names
  'UNRESOLVED_COLUMN.WITH_SUGGESTION': {
    message: 'Não existe a coluna "{name}". Você quis dizer "{closest}"?',
    hints: ['As colunas são: {columns}.'],
  },
  'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION': {
    message: 'Não existe a coluna "{name}": aqui nada tem colunas.',
  },
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: {
    message: 'Não existe a coluna "{name}" entre ({columns}).',
  },
  UNRESOLVED_USING_COLUMN_FOR_JOIN: {
    message: 'À {side} do join não existe a coluna "{name}". As colunas desse lado são: {columns}.',
  },
  AMBIGUOUS_REFERENCE: {
    message: 'A coluna "{name}" pode ser qualquer uma destas: {references}.',
    hints: ['Dê nomes aos frames com alias(), ou pegue a coluna do seu frame: df.col("k").'],
  },
  UNRESOLVED_ROUTINE: {
    message: 'Não existe a função "{name}".',
    hints: ['docs/functions.md lista as funções que existem.'],
  },
  'UNRESOLVED_ROUTINE.WITH_SUGGESTION': {
    message: 'Não existe a função "{name}".',
    hints: ['Você quis dizer "{closest}"?'],
  },
  FIELD_NOT_FOUND: {
    message: 'Não existe o campo "{name}" na struct; os campos dela são: {fields}.',
  },
  AMBIGUOUS_REFERENCE_TO_FIELDS: {
    message: 'A struct tem {count} campos chamados "{name}"; não dá para saber de qual deles se trata.',
    hints: ['Dê nomes diferentes aos campos dela.'],
  },
  INVALID_EXTRACT_BASE_FIELD_TYPE: {
    message: 'Nada pode ser extraído de "{base}": o tipo é {type}, e só arrays, maps e structs têm partes.',
  },
  CANNOT_RESOLVE_STAR_EXPAND: {
    message: '"{name}.*" precisa do alias de um frame ou de uma struct; isto é {type}.',
  },
  MULTI_ALIAS_WITHOUT_GENERATOR: {
    message: 'Vários nomes, {names}, são para o que produz várias colunas; {expression} produz uma.',
  },
  DISTINCT_WITHOUT_AGGREGATE: { message: '{name} não é uma agregação e não aceita DISTINCT.' },
  INVALID_USAGE_OF_STAR_OR_REGEX: {
    message: 'O asterisco fica sozinho em um select, não dentro de uma expressão.',
  },
  SORT_ORDER_OUTSIDE_ORDER_BY: {
    message: 'asc() e desc() servem só para orderBy.',
  },
  LAMBDA_OUTSIDE_FUNCTION: {
    message: 'Um lambda só pode ficar onde uma função como transform() recebe um.',
  },
  UNEXPECTED_LAMBDA_FUNCTION: {
    message: 'O argumento {position} de {name} não pode ser uma lambda.',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH': {
    message: 'O lambda passado a {name} tem {given} parâmetros; ele pode ter {expected}.',
  },
  'WRONG_NUM_ARGS.WITH_SUGGESTION': {
    message: '{name} recebe {expected} argumentos; foram passados {given}.',
    hints: ['Para contar as linhas: count(*).'],
  },
  'WRONG_NUM_ARGS.WITHOUT_SUGGESTION': {
    message: '{name} recebe {expected} argumentos; foram passados {given}.',
  },

  // Types
  'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE': {
    message: 'O argumento {position} de {name} tem de ser {required}; ele é "{actual}".',
    hints: ['Converta o tipo, como em col("x").cast("int").'],
  },
  'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES': {
    message: 'O operador {operator} não aceita "{left}" e "{right}" juntos.',
    hints: ['Converta um dos lados, como em col("x").cast("int").'],
  },
  'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE': {
    message: 'O operador {operator} precisa de números ou intervalos; recebeu "{left}" e "{right}".',
    hints: ['Converta um lado, como em col("x").cast("int").'],
  },
  'DATATYPE_MISMATCH.DATA_DIFF_TYPES': {
    message: 'Os argumentos de {name} deveriam ser de um só tipo; eles são {types}.',
  },
  'DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION': {
    message: '"{from}" não pode ser convertido em "{to}" no modo ANSI.',
    hints: ['Sem ele, com spark.sql.ansi.enabled em false, pode.'],
  },
  'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION': {
    message: '"{from}" não pode ser convertido em "{to}".',
    hints: ['Use {suggestion} no lugar.'],
  },
  UNSUPPORTED_DATATYPE: { message: 'Não existe o tipo "{type}".' },
  INCOMPLETE_TYPE_DEFINITION: {
    message: 'O tipo "{type}" precisa das suas partes, como em array<int>, map<string, int> ou struct<a: int>.',
  },
  DECIMAL_SCALE_EXCEEDS_PRECISION: {
    message: 'Um decimal de {precision} dígitos não pode ter {scale} depois da vírgula.',
  },
  'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION': {
    message: '"{from}" não pode ser convertido em "{to}".',
  },
  'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN': {
    message: 'A condição "{condition}" é do tipo "{type}", não boolean.',
    hints: ['Compare-a com alguma coisa, como em col("n").gt(0).'],
  },
  'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE': {
    message: 'Valores do tipo "{type}" não têm ordem, e {name} precisa dela.',
  },
  'DATATYPE_MISMATCH.NON_FOLDABLE_INPUT': {
    message: 'O argumento {position} de {name} tem de ser uma constante.',
  },
  'DATATYPE_MISMATCH.HASH_MAP_TYPE': {
    message: '{name} não aceita maps: dois iguais podem ter as entradas em outra ordem.',
  },
  'DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE': {
    message: 'O argumento {position} de {name} tem de ser um só caractere.',
  },
  'DATATYPE_MISMATCH.INVALID_ARG_VALUE': {
    message: '{name} não conhece "{value}"; conhece: {allowed}.',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_NULL': {
    message: 'Um argumento de {name} é null, e não pode ser.',
  },
  'DATATYPE_MISMATCH.NON_STRING_TYPE': {
    message: 'Todos os argumentos de {name} têm de ser textos.',
  },
  'DATATYPE_MISMATCH.INVALID_JSON_SCHEMA': {
    message: 'Um JSON é de uma struct, de um array ou de um map; isto é "{type}".',
  },
  'DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES': {
    message: '{name} precisa de um array e de algo do tipo dos seus elementos; recebeu "{left}" e "{right}".',
  },
  'DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES': {
    message: '{name} precisa de dois arrays com elementos de um só tipo; recebeu "{left}" e "{right}".',
  },
  'DATATYPE_MISMATCH.NULL_TYPE': {
    message: '{name} não pode procurar um null sem tipo.',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE': {
    message: 'O lambda passado a {name} tem de dar "{required}"; ele dá "{actual}".',
  },
  'DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES': {
    message:
      'sequence vai de um número inteiro, data ou timestamp a outro do mesmo tipo, com um número inteiro ou um intervalo como passo; recebeu {types}.',
  },
  'DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING': {
    message: 'Os nomes dos campos passados a named_struct têm de ser textos constantes.',
  },
  'INVALID_SCHEMA.NON_STRING_LITERAL': {
    message: 'Um esquema tem de ser um texto constante, como "a INT, b STRING".',
  },
  'DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE': {
    message: 'As chaves de um map não podem ser maps, nem conter um; elas são "{type}".',
  },
  'DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES': {
    message: '{name} só junta maps; recebeu {types}.',
  },
  'DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES': {
    message: '{name} precisa de um map e de algo do tipo das suas chaves; recebeu "{left}" e "{right}".',
  },
  'DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES': {
    message: '{name} precisa de dois maps com chaves de um só tipo; elas são "{left}" e "{right}".',
  },
  'DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES': {
    message: 'As chaves de um map deveriam ser de um só tipo; elas são {types}.',
  },
  'DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES': {
    message: 'Os valores de um map deveriam ser de um só tipo; eles são {types}.',
  },
  'DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES': {
    message: 'Os valores da coluna {column} de stack deveriam ser de um só tipo; eles são "{left}" e "{right}".',
  },
  NON_FOLDABLE_ARGUMENT: {
    message: '{parameter}, passado a {name}, tem de ser uma constante.',
  },
  'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE': {
    message: 'Em uma janela, {name} tem de ser maior que 0; é {value} microssegundos.',
  },
  'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION': {
    message:
      'Em uma janela, {name} ({value} microssegundos) tem de ser {relation} {other} ({otherValue} microssegundos).',
  },
  INCOMPATIBLE_COLUMN_TYPE: {
    message: 'A coluna {position} é "{left}" à esquerda da união e "{right}" à direita.',
  },
  NUM_COLUMNS_MISMATCH: {
    message:
      'Os dois lados de uma união precisam do mesmo número de colunas: o da esquerda tem {left}, o da direita, {right}.',
  },
  INVALID_WHERE_CONDITION: {
    message: 'A condição "{condition}" contém o que uma condição não pode conter: {expressions}.',
    hints: ['Filtre depois da agregação, pelo nome da coluna dela.'],
  },
  JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE: {
    message: 'A condição do join "{condition}" é do tipo "{type}", não boolean.',
  },
  UNSUPPORTED_JOIN_TYPE: {
    message: 'Não existe o tipo de join "{type}".',
    hints: ['Os tipos são: {supported}.'],
  },
  GROUP_BY_AGGREGATE: {
    message: 'Uma chave de groupBy não pode ser uma agregação: {expression}.',
  },
  GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE: {
    message: 'As linhas não podem ser agrupadas por {expression}: o tipo é "{type}".',
  },
  MISSING_AGGREGATION: {
    message: 'A coluna "{column}" não é uma chave nem está dentro de uma agregação.',
    hints: ['Agrupe por ela, ou pegue um dos valores dela: first({expression}).'],
  },
  MISSING_GROUP_BY: {
    message: 'A coluna "{column}" está ao lado de agregações, mas não há groupBy.',
    hints: ['Agrupe por ela, como em groupBy("{column}").agg(...), ou tire-a.'],
  },
  'INVALID_AGGREGATE_FILTER.NOT_BOOLEAN': {
    message: 'A condição de FILTER não é booleana: {condition}.',
  },
  'INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE': {
    message: 'A condição de FILTER contém uma agregação: {aggregate}.',
  },
  FILTER_WITHOUT_AGGREGATE: {
    message: 'FILTER (WHERE ...) é para agregações; {name} não é uma.',
  },
  APPROXIMATE_DISTINCT_DEVIATION: {
    message: 'O desvio dado a approx_count_distinct tem de ser maior que 0 e no máximo 0.39; é {deviation}.',
  },
  APPROXIMATE_DISTINCT_NOT_CONSTANT: {
    message: 'O desvio dado a approx_count_distinct tem de ser uma constante.',
  },
  FRACTION_OUT_OF_RANGE: {
    message: 'O argumento ({what}) dado a {name} está fora do permitido ({range}): {value}.',
  },
  FRACTION_IS_NULL: {
    message: 'A fração dada a {name} é null.',
  },
  NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION: {
    message: 'Uma frequência dada a {name} é negativa: {value}.',
  },
  SEED_EXPRESSION_IS_UNFOLDABLE: {
    message: 'A semente dada a {name} tem de ser uma constante.',
  },
  NESTED_AGGREGATE_FUNCTION: {
    message: 'Uma agregação não pode ficar dentro de outra: {inner} em {outer}.',
    hints: ['Faça em dois passos: agregue, e depois agregue o resultado.'],
  },
  'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS': {
    message: 'Um gerador (como explode) fica sozinho, não dentro de uma expressão: {expression}.',
    hints: ['Dê um nome a ele com alias(), e use esse nome no próximo select.'],
  },
  'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT': {
    message: 'Um gerador (como explode) fica em um select, não em {place}: {expression}.',
    hints: ['Antes, faça dele uma coluna em um select, com alias(), e use o nome dela.'],
  },
  UNSUPPORTED_EXPR_FOR_OPERATOR: {
    message: '{place} não pode conter {expression}.',
    hints: ['Antes, faça disso uma coluna em um select ou em uma agregação, com alias(), e use o nome dela.'],
  },
  GROUP_BY_GENERATOR: {
    message: 'Não se agrupa pelo próprio gerador (como explode): {expression}.',
    hints: ['Antes, faça dele uma coluna, como em select(explode(...).alias("palavra")), e agrupe pelo nome dela.'],
  },
  UDTF_ALIAS_NUMBER_MISMATCH: {
    message: 'O gerador produz {expected} colunas; foram dados {given} nomes.',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE': {
    message: 'Um limite tem de ser um número inteiro, 0 ou mais; é {count}.',
  },

  // Event time
  EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE: {
    message: 'O tempo do evento "{name}" é do tipo "{type}", não um timestamp.',
    hints: ['Converta antes, como em withColumn("{name}", col("{name}").cast("timestamp")).'],
  },
  EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN: {
    message: 'O tempo do evento "{name}" está dentro de uma struct; ele tem de ser uma coluna própria.',
  },
  MULTIPLE_EVENT_TIME_COLUMNS: {
    message: 'Um operador com estado pode ter uma coluna de tempo do evento; este tem várias: {columns}.',
    hints: [
      'Por quê: as linhas atrasadas e o estado antigo são julgados por um só tempo; com vários não está claro qual.',
      'Permitido: uma coluna com watermark entre as que chegam ao operador.',
      'Tente: .select(...) ou .drop(...) antes dele, para tirar as que não são necessárias.',
    ],
  },
  NEGATIVE_WATERMARK_DELAY: {
    message: 'O atraso de um watermark não pode ser negativo; é {delay}.',
  },
  WATERMARK_REDEFINED: {
    message: 'Um stream pode ter um watermark; este recebeu um segundo.',
    hints: [
      'Por quê: as linhas até ali seriam julgadas por um watermark, e as que vêm depois por outro.',
      'Permitido: um watermark em cada caminho de uma fonte até o sink; cada lado de um join ou union tem o seu.',
      'Tente: withWatermark uma vez, antes do primeiro operador que guarda estado.',
    ],
  },
  CANNOT_PARSE_INTERVAL: {
    message: '"{text}" não é um intervalo.',
    hints: ['Escreva um número e uma unidade, como em "10 minutes" ou "1 hour 30 seconds".'],
  },
  WINDOW_OF_MONTHS: {
    message: 'Uma janela não pode ser medida em meses, porque nem todos têm a mesma duração: {text}.',
    hints: ['Use dias, como em "30 days".'],
  },
  SESSION_GAP_NOT_AN_INTERVAL: {
    message: 'O intervalo de uma janela de sessão é um texto como "5 minutes", não do tipo {type}.',
  },
  MULTIPLE_WINDOWS: {
    message: 'Um select ou um groupBy pode ter uma janela de tempo; este tem várias diferentes.',
    hints: ['Use a mesma window() em todo lugar, ou duas consultas.'],
  },
  GLOBAL_SESSION_AGGREGATION: {
    message: 'Uma agregação de stream por janela de sessão precisa de mais uma chave.',
    hints: [
      'Por quê: as sessões são guardadas por chave, e as que não têm nenhuma ficariam todas num só lugar.',
      'Permitido: uma ou mais colunas como chaves ao lado da sessão.',
      "Tente: .groupBy(session_window('timestamp', '5 minutes'), 'user').",
    ],
  },
  APPEND_WITHOUT_WATERMARK_BELOW: {
    message: 'O modo append não é permitido para uma agregação sem watermark, atrás da qual vem outra.',
    hints: [
      'Por quê: sem watermark nas suas chaves a primeira agregação nunca sabe que um grupo é final, e não dá nenhum.',
      'Permitido: um watermark em um timestamp do stream, antes da primeira agregação, e uma janela dele entre as chaves.',
      "Tente: .withWatermark('timestamp', '10 minutes').groupBy(window('timestamp', '5 minutes')).",
    ],
  },
  STREAM_JOIN_WITHOUT_EQUALITY: {
    message: 'Um join de dois streams precisa de uma igualdade entre colunas dos dois lados.',
    hints: [
      'Por quê: uma linha nova procura os seus pares entre as linhas guardadas do outro stream, e os acha por chaves iguais.',
      'Permitido: joins inner, outer e semi com uma igualdade, ao lado da qual pode haver qualquer outra condição.',
      "Tente: expr('left_key = right_key AND right_time >= left_time').",
    ],
  },
  CROSS_JOIN_OF_STREAMS: {
    message: 'Um join cross de dois streams não é permitido, nem mesmo com uma igualdade.',
    hints: [
      'Por quê: cada linha de um stream teria de encontrar todas as do outro, e nenhuma poderia ser esquecida.',
      'Permitido: um join inner com uma igualdade, que dá o mesmo que o cross daria com essa condição.',
      "Tente: .join(right, condition, 'inner').",
    ],
  },

  // Values
  CAST_INVALID_INPUT: {
    message: 'O valor {value} do tipo "{from}" não pode ser convertido em "{to}".',
    hints: ['Use try_cast para receber null.'],
  },
  CAST_OVERFLOW: {
    message: 'O valor {value} do tipo "{from}" está fora da faixa de "{to}".',
    hints: ['Use try_cast para receber null.'],
  },
  NUMERIC_OUT_OF_SUPPORTED_RANGE: {
    message: 'O número {value} tem mais dígitos do que qualquer decimal pode ter.',
  },
  INVALID_INTERVAL_CAST: {
    message: 'O texto {value} não é um {to}.',
    hints: [
      "Ele tem a forma de '1 02:03:04' ou INTERVAL '1 02:03:04' DAY TO SECOND, até onde vão as unidades do tipo.",
    ],
  },
  'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION': {
    message: '{value} não cabe em decimal({precision},{scale}).',
    hints: ['Use try_cast para receber null, ou uma precisão maior.'],
  },
  ARITHMETIC_OVERFLOW: {
    message: 'O resultado está fora da faixa do seu tipo.',
    hints: ['Use {alternative} para receber null, ou converta antes em um tipo maior.'],
  },
  DIVIDE_BY_ZERO: {
    message: 'Divisão por zero.',
    hints: ['Use try_divide para receber null.'],
  },
  REMAINDER_BY_ZERO: {
    message: 'Resto de uma divisão por zero.',
    hints: ['Use try_mod para receber null.'],
  },
  INTERVAL_DIVIDED_BY_ZERO: {
    message: 'Divisão de um intervalo por zero.',
    hints: ['Use try_divide para receber null.'],
  },
  DATETIME_OVERFLOW: {
    message: 'O resultado está fora da faixa dos timestamps.',
  },
  INVALID_ARRAY_INDEX: {
    message: 'O array tem {size} elementos, contados a partir de 0; não há nenhum em {index}.',
    hints: ['Use get() para receber null.'],
  },
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: {
    message: 'O array tem {size} elementos, contados a partir de 1; não há nenhum em {index}.',
    hints: ['Use try_element_at para receber null.'],
  },
  INVALID_INDEX_OF_ZERO: {
    message: 'element_at conta a partir de 1, ou do fim com números negativos; 0 não é um elemento.',
  },
  INVALID_SEQUENCE: {
    message: 'Uma sequência que começa em {start}, com passo {step}, não chega a {stop}.',
  },
  SEQUENCE_STEP_NOT_DAYS: {
    message: 'Uma sequência de datas avança em dias, meses ou anos inteiros.',
  },
  MAP_ARRAYS_OF_TWO_LENGTHS: {
    message: 'Um map precisa de tantas chaves quantos valores; há {keys} e {values}.',
  },
  NULL_MAP_KEY: {
    message: 'A chave de um map não pode ser null.',
  },
  DUPLICATED_MAP_KEY: {
    message: 'A chave {key} estaria duas vezes no map.',
    hints: ['Tire antes uma delas.'],
  },
  COMPARATOR_RETURNS_NULL: {
    message: 'O comparador de array_sort deu null para {first} e {second}.',
    hints: ['Dê um número: menor que 0, 0 ou maior que 0.'],
  },
  'INVALID_PARAMETER_VALUE.START': {
    message: 'O início passado a {name} é contado a partir de 1, ou do fim quando negativo; ele é 0.',
  },
  'INVALID_PARAMETER_VALUE.LENGTH': {
    message: 'O comprimento passado a {name} não pode ser negativo; ele é {length}.',
  },
  ARRAY_TOO_LONG: {
    message: '{name} faria um array de {size} elementos, mais do que cabe em um array.',
  },
  CANNOT_PARSE_TIMESTAMP: {
    message: 'O texto não pôde ser lido como data e hora: {reason}.',
    hints: ['Use {alternative} para receber null.'],
  },
  'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER': {
    message: 'O padrão de data e hora "{pattern}" não é válido: "{letters}" não significa nada nele.',
  },
  'INVALID_DATETIME_PATTERN.LENGTH': {
    message: 'O padrão de data e hora "{pattern}" não é válido: "{letters}" é longo demais.',
  },
  'INVALID_DATETIME_PATTERN.WITH_SUGGESTION': {
    message: 'O padrão de data e hora "{pattern}" não é válido.',
    hints: ['Escreva como em "yyyy-MM-dd HH:mm:ss"; o que vale por si mesmo vai entre apóstrofos.'],
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION': {
    message: 'O Spark não aceita mais o padrão de data e hora "{pattern}" como antes da versão 3.',
    hints: ['Escreva como em "yyyy-MM-dd HH:mm:ss"; anos são y, e não Y.'],
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN': {
    message: 'O Spark não aceita mais letras de semanas ("{letters}") no padrão de data e hora "{pattern}".',
    hints: ['Use extract(WEEK FROM ...), ou E para o nome do dia da semana.'],
  },
  TIMESTAMP_TEXT_OVERFLOW: {
    message: 'O texto é um momento além do que cabe em um timestamp ou em uma data.',
  },
  TIMESTAMP_BEYOND_MICROSECONDS: {
    message: 'Os segundos têm mais dígitos que os microssegundos de um timestamp.',
  },
  INVALID_TIMEZONE: {
    message: 'Não existe o fuso horário "{zone}".',
    hints: ['Escreva como em "America/Sao_Paulo" ou "+05:30".'],
  },
  ILLEGAL_DAY_OF_WEEK: {
    message: '"{name}" não é um dia da semana.',
    hints: ['Escreva em inglês, como em "Monday", "Mon" ou "MO".'],
  },
  'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION': {
    message: 'Isto não é uma data nem um horário: {reason}.',
  },
  INVALID_FRACTION_OF_SECOND: {
    message: 'Os segundos vão de 0 a 59.999999, ou são 60.',
  },
  'INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION': {
    message: 'O intervalo não cabe no seu tipo.',
    hints: ['Use {alternative} para receber null.'],
  },
  INTERVAL_BEYOND_RANGE: {
    message: 'Um intervalo multiplicado ou dividido por um número não cabe no seu tipo.',
  },
  INTERVAL_OVERFLOW: {
    message: 'O intervalo está fora dos limites do seu tipo.',
  },
  SECOND_FUNCTION_ARGUMENT_NOT_INTEGER: {
    message: 'O segundo argumento de {name} tem de ser um número inteiro.',
  },
  'INVALID_PARAMETER_VALUE.DATETIME_UNIT': {
    message: 'A unidade dada a {name} é uma palavra, e não um texto: escreva {unit} sem aspas.',
  },
  'INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX': {
    message: 'O padrão passado a {name} tem {groupCount} grupos; foi pedido o grupo {group}.',
  },
  'INVALID_PARAMETER_VALUE.PATTERN': {
    message:
      'O padrão "{pattern}" passado a {name} não é uma expressão regular: {description}, perto da posição {index}.',
  },
  UNSUPPORTED_PATTERN: {
    message: 'O padrão "{pattern}" passado a {name} usa {construct}, que o xpto não conhece.',
    hints: ['O Spark o aceitaria; escreva o padrão de outro jeito.'],
  },
  'INVALID_FORMAT.ESC_IN_THE_MIDDLE': {
    message: 'O padrão "{pattern}" não é válido para LIKE: o caractere de escape não pode vir antes de "{character}".',
  },
  'INVALID_FORMAT.ESC_AT_THE_END': {
    message: 'O padrão "{pattern}" não é válido para LIKE: ele termina com o caractere de escape.',
  },
  INVALID_REGEXP_REPLACE: {
    message: 'Não foi possível trocar "{pattern}" por "{replacement}" em "{text}": {description}.',
  },
  REGEXP_REPLACE_POSITION: {
    message: 'A posição passada a regexp_replace é contada a partir de 1; ela é {position}.',
  },
  INVALID_BIT_POSITION: {
    message: 'A posição {position} não é um dos {bits} bits, contados a partir de 0.',
  },
  'INVALID_PARAMETER_VALUE.BINARY_FORMAT': {
    message: '{name} não conhece o formato "{format}" de bytes.',
    hints: ['Conhece base64, hex e utf-8.'],
  },
  'INVALID_PARAMETER_VALUE.LONG': {
    message: 'A semente dada a {name} tem de ser escrita como um número inteiro; ela é {value}.',
  },
  'INVALID_PARAMETER_VALUE.CHARSET': {
    message: '{name} não conhece a codificação "{charset}".',
    hints: ['As que conhece são US-ASCII, ISO-8859-1, UTF-8, UTF-16BE, UTF-16LE, UTF-16 e UTF-32.'],
  },
  MALFORMED_CHARACTER_CODING: {
    message: '{name} encontrou algo que não existe em {charset}.',
  },
  MALFORMED_BASE64: {
    message: 'O texto não é Base64: {description}.',
  },
  CONVERSION_INVALID_INPUT: {
    message: 'O texto "{text}" não é {format}.',
    hints: ['Use try_to_binary para receber null.'],
  },
  CANNOT_DECODE_URL: {
    message: 'Em "{url}", um sinal de porcentagem não é seguido de dois dígitos hexadecimais.',
    hints: ['Use try_url_decode para receber null.'],
  },
  INVALID_URL: {
    message: '"{url}" não é uma URL.',
    hints: ['Use try_parse_url para receber null.'],
  },
  INVALID_UTF8_STRING: {
    message: 'Os bytes {bytes} não são UTF-8.',
    hints: ['Use try_validate_utf8 para receber null, ou make_valid_utf8 para consertá-los.'],
  },
  'INVALID_FORMAT.EMPTY': { message: 'O formato dado a {name} é vazio.' },
  'INVALID_FORMAT.WRONG_NUM_DIGIT': {
    message: 'O formato "{format}" dado a {name} não tem nenhum dígito, 0 ou 9.',
  },
  'INVALID_FORMAT.WRONG_NUM_TOKEN': {
    message: 'O formato "{format}" dado a {name} repete um sinal: cada um de . $ S MI PR pode aparecer uma vez.',
  },
  'INVALID_FORMAT.UNEXPECTED_TOKEN': {
    message: 'O formato "{format}" dado a {name} não é um formato de números.',
    hints: ['Ele tem esta forma: [MI|S] [$] [0|9|G|,]* [.|D] [0|9]* [$] [PR|MI|S]'],
  },
  'INVALID_FORMAT.CUR_MUST_BEFORE_DIGIT': {
    message: 'O $ no formato "{format}" dado a {name} tem de estar antes dos dígitos.',
  },
  'INVALID_FORMAT.CUR_MUST_BEFORE_DEC': {
    message: 'O $ no formato "{format}" dado a {name} tem de estar antes do ponto.',
  },
  'INVALID_FORMAT.CONT_THOUSANDS_SEPS': {
    message: 'No formato "{format}" dado a {name}, uma vírgula tem de estar entre dígitos.',
  },
  'INVALID_FORMAT.THOUSANDS_SEPS_MUST_BEFORE_DEC': {
    message: 'No formato "{format}" dado a {name}, uma vírgula não pode estar depois do ponto.',
  },
  'INVALID_FORMAT.MISMATCH_INPUT': {
    message: 'O texto "{text}" não é do formato "{format}".',
    hints: ['Use try_to_number para receber null.'],
  },
  INVALID_NUMBER_PATTERN: {
    message: '"{pattern}" não é um padrão de números, como "#,##0.00".',
  },
  INVALID_FORMAT_STRING: {
    message: 'O formato "{format}" e os seus argumentos não combinam: {reason}.',
  },
  USER_RAISED_EXCEPTION: { message: '{text}' },
  'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION': {
    message: 'O texto {text} não é um JSON desse esquema.',
    hints: ['O modo PERMISSIVE dá null em vez do erro.'],
  },
  PARSE_MODE_UNSUPPORTED: {
    message: '{name} não tem o modo {mode}.',
    hints: ['Os modos são PERMISSIVE e FAILFAST.'],
  },
  MALFORMED_JSON: {
    message: 'O texto {text} não é JSON.',
  },

  // File sinks
  PATH_NOT_SPECIFIED: {
    message: "'path' não foi informado.",
    hints: ['Diga onde: .option("path", ...), ou .start(path). Para imprimir as linhas em JSON: .format("jsonLines").'],
  },
  'STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE': {
    message: 'O modo de saída {outputMode} não é permitido na fonte de dados {className}.',
    hints: [
      'Por quê: arquivos não mudam depois de gravados, então só podem ir para lá linhas que já são definitivas.',
      "Tente: .outputMode('append'); uma agregação precisa de um watermark para isso. Ou .foreachBatch(...), que aceita todos os modos.",
    ],
  },
  PARTITION_COLUMN_NOT_FOUND: {
    message: 'A coluna de partição {name} não está entre as colunas ({columns}).',
  },
  INVALID_PARTITION_COLUMN_DATA_TYPE: {
    message: 'O tipo {type} não serve para uma coluna de partição.',
    hints: ['Uma pasta recebe o nome de um só valor: escolha uma coluna de texto, números ou datas.'],
  },
  ALL_PARTITION_COLUMNS_NOT_ALLOWED: {
    message: 'Nem todas as colunas podem ser de partição.',
    hints: ['Ao menos uma coluna precisa ficar para os arquivos.'],
  },
  OUTPUT_IN_USE: {
    message: 'A pasta de saída {folder} está em uso pelo processo {pid}.',
    hints: [
      'Pare aquele primeiro, ou escolha uma pasta só para este.',
      'Ele travou? Apague {file} e comece de novo: este então assume.',
    ],
  },
  OUTPUT_TAKEN_OVER: {
    message: 'Enquanto isso, outro processo assumiu a pasta de saída {folder}.',
    hints: ['Este parou; o que o outro gravou está valendo.'],
  },
  OUTPUT_OF_ANOTHER_QUERY: {
    message: 'A pasta de saída {folder} tem um log, {log}, {owner}; esta consulta, ou este checkpoint, é nova ali.',
    hints: [
      'Escolha outra pasta de saída, ou continue com o checkpoint com que a pasta foi gravada.',
      'Para começar de novo aqui, apague o log e os arquivos de dados: senão as linhas desta consulta se misturam com aquelas.',
    ],
  },
  OUTPUT_LOG_ELSEWHERE: {
    message: 'A pasta de saída tem um log em outro lugar, {file}: ela começou com a opção {option}.',
    hints: ['Mantenha essa opção (sparkLog=false é o que --no-spark-log define), ou escolha outra pasta de saída.'],
  },
  OUTPUT_LOG_BEHIND: {
    message: 'Falta {file}: o checkpoint diz que o batch {batchId} terminou, e o log da saída não diz.',
    hints: ['Recupere o arquivo de uma cópia, ou comece com um checkpoint novo e uma pasta de saída nova.'],
  },
  OUTPUT_LOG_AHEAD: {
    message: '{file} é do batch {batchId}, do qual o checkpoint não sabe nada.',
    hints: [
      'O checkpoint pode ser uma cópia mais antiga, ou ter perdido arquivos. Recupere o mais novo, ou comece com um checkpoint novo e uma pasta de saída nova.',
    ],
  },
  OUTPUT_LOG_CHANGED: {
    message: '{file}, ou um arquivo antes dele, não é o que o checkpoint sabe do batch {batchId}.',
    hints: [
      'Recupere o log e o checkpoint de uma mesma cópia, ou comece com um checkpoint novo e uma pasta de saída nova.',
    ],
  },
  OUTPUT_WITHOUT_LOG: {
    message: '{folder} não tem um log do xpto: não é a pasta de saída de uma consulta, ou foi o Spark que gravou.',
    hints: ['Diga a pasta que uma consulta do xpto tem como path.'],
  },
  REBASE_FILE_MISSING: {
    message: 'O log cita {address}, e {folder} não tem esse arquivo.',
    hints: ['Copie ou mova a pasta inteira, com as partições e o log.'],
  },
  OUTPUT_OF_SPARK: {
    message: 'Quem gravou {folder} foi o Spark, e daqui não dá para ver se a consulta dele está rodando agora.',
    hints: [
      'Um arquivo que some enquanto o Spark reúne o log se perde para quem lê. Se a consulta está parada, e fica parada,',
      'diga isso: --spark-stopped.',
    ],
  },
  COMPACT_FORMAT: {
    message: '{file} não pode ser juntado a outros: {reason}.',
    hints: ['Nada foi mudado.'],
  },
  PURGE_FORMAT: {
    message: '{file} não é um arquivo Parquet, e só desses se podem tirar linhas.',
    hints: ['Nada foi mudado.'],
  },
  OUTPUT_MOVED: {
    message:
      'O log da pasta de saída {folder} cita um arquivo de outro lugar, {address}: a pasta foi movida ou copiada.',
    hints: ['npx xpto lake rebase "{folder}" conserta o log.'],
  },

  // Checkpoints
  CHECKPOINT_NOT_RECOVERABLE: {
    message: 'Esta consulta não pode continuar a partir do checkpoint {location}: o que o sink tinha se perdeu.',
    hints: ['Use um checkpoint novo, ou o modo complete.'],
  },
  CHECKPOINT_LOCATION_MISSING: {
    message: 'O sink {format} precisa de um checkpoint.',
    hints: ['Diga uma pasta para ele: option("checkpointLocation", ...), ou xpto run --checkpoint PASTA.'],
  },
  CHECKPOINT_OF_ONE_QUERY: {
    message: 'Duas consultas não podem dividir o checkpoint {checkpoint}.',
    hints: ['Dê um a cada uma: option("checkpointLocation", ...) do writeStream.'],
  },
  CHECKPOINT_IN_USE: {
    message: 'O checkpoint {checkpoint} está em uso pelo processo {pid}.',
    hints: [
      'Pare aquele primeiro, ou dê a esta consulta um checkpoint próprio.',
      'Ele travou? Apague {file} e comece de novo: este assume, e aquele não grava mais nada.',
    ],
  },
  CONCURRENT_STREAM_LOG_UPDATE: {
    message: 'Outra execução desta consulta assumiu o lugar desta antes do batch {batchId}.',
    hints: [
      'Só um processo pode executar uma consulta a partir de um checkpoint. Este parou; o que o outro gravou continua valendo.',
    ],
  },
  STREAMING_CHECKPOINT_MISSING_METADATA_FILE: {
    message: 'O checkpoint {checkpointLocation} tem batches nos logs, mas falta o arquivo metadata.',
    hints: ['Recupere o arquivo, ou comece com um checkpoint e uma pasta de saída novos.'],
  },
  BATCH_METADATA_NOT_FOUND: {
    message: 'Falta {batchMetadataFile}: há um buraco no checkpoint.',
    hints: ['Recupere o arquivo, ou comece com um checkpoint e uma pasta de saída novos.'],
  },
  COMMIT_MISSING: {
    message: 'Falta commits/{batchId}, que diz onde está o estado da consulta e o que era a saída dela.',
    hints: ['Recupere o arquivo, ou comece com um checkpoint e uma pasta de saída novos.'],
  },
  CHECKPOINT_FILE_MISSING: {
    message: 'Falta {file}: o checkpoint não está completo.',
    hints: ['Recupere o arquivo, ou comece com um checkpoint e uma pasta de saída novos.'],
  },
  CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED: {
    message: '{file} não está como foi gravado: a soma de verificação não confere, ou falta.',
    hints: [
      'Recupere o arquivo de uma cópia, ou comece com um checkpoint e uma pasta de saída novos.',
      'Um checkpoint gravado pelo Spark não pode ser continuado aqui: o estado dele tem um formato próprio.',
    ],
  },
  MALFORMED_LOG_FILE: {
    message: '{file} começa com "{text}", e não com uma versão como v1.',
    hints: ['Recupere o arquivo de uma cópia, ou comece com um checkpoint e uma pasta de saída novos.'],
  },
  MALFORMED_LOG_ENTRY: {
    message: '{file} tem uma linha que não é JSON: {reason}.',
    hints: ['Recupere o arquivo de uma cópia.'],
  },
  INCOMPLETE_LOG_FILE: {
    message: '{file} está vazio: um arquivo de log incompleto.',
    hints: ['Recupere o arquivo de uma cópia, ou comece com um checkpoint e uma pasta de saída novos.'],
  },
  'INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION': {
    message: '{file} tem a versão v{version}; a mais nova conhecida é v{maxSupportedVersion}.',
    hints: ['Uma versão mais nova o gravou; leia-o com ela.'],
  },
  LOG_WITH_A_GAP: {
    message: 'Falta {file}: há um buraco no log.',
    hints: [
      'Se o `xpto compact` foi interrompido, rode-o de novo. Se não, recupere o arquivo de uma cópia, ou comece com um',
      'checkpoint e uma pasta de saída novos.',
    ],
  },
  SOURCES_CHANGED: {
    message: 'O checkpoint é de uma consulta com {before} fonte(s); esta tem {now}.',
    hints: ['Uma consulta com outras fontes precisa de um checkpoint próprio.'],
  },
  SOURCE_KINDS_CHANGED: {
    message: 'O checkpoint é de uma consulta que lê de {before}; esta lê de {now}.',
    hints: ['Uma consulta com outras fontes precisa de um checkpoint próprio.'],
  },
  STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA: {
    message:
      'O checkpoint é de uma consulta com outros operadores que guardam estado: ela tinha [{OpsInMetadataSeq}], esta tem [{OpsInCurBatchSeq}].',
    hints: [
      'Filtros e projeções podem mudar entre duas execuções; uma consulta com outros operadores com estado precisa de um checkpoint próprio.',
    ],
  },
  STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE: {
    message: 'O estado de {name} tem chaves de ({storedKeySchema}), e esta consulta tem chaves de ({newKeySchema}).',
    hints: ['Agrupe pelas mesmas colunas, ou use um checkpoint novo.'],
  },
  STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE: {
    message:
      'O estado de {name} tem valores de ({storedValueSchema}), e esta consulta tem valores de ({newValueSchema}).',
    hints: ['Use as mesmas agregações, ou um checkpoint novo.'],
  },
  'CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS': {
    message: 'Falta {file}: o estado não pode ser lido.',
    hints: ['Recupere o arquivo, ou comece com um checkpoint e uma pasta de saída novos.'],
  },
  STATE_FILE_FORMAT: {
    message: '{file} tem o formato {format}, que esta versão não conhece.',
    hints: ['Leia-o com a versão que o gravou.'],
  },

  // Running
  STREAM_FAILED: {
    message: 'A consulta {id} falhou: {reason}',
  },
  FOREACH_USER_FUNCTION_ERROR: {
    message: 'A função passada a foreach falhou: {reason}',
  },
  FOREACH_BATCH_USER_FUNCTION_ERROR: {
    message: 'A função passada a foreachBatch falhou: {reason}',
  },
  FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR: {
    message: 'A função passada a {method} falhou para a chave {key}: {reason}',
  },
  NOT_A_ROW_COUNT: {
    message: '"{name}" é um número de linhas, pelo menos 1, e não {count}.',
  },
  STATE_FUNCTION_IS_ASYNC: {
    message: 'A função passada a {method} entrega as linhas mais tarde, como promise ou gerador async.',
    hints: ['Só são chamadas funções que entregam as linhas na hora: sem async nem await.'],
  },
  NOT_A_ROW: {
    message: 'A função passada a {method} deve entregar {expected}, e não {given}.',
  },
  UNKNOWN_FIELD: {
    message: 'Não há o campo "{name}" no schema.',
    hints: ['Os campos são: {names}.'],
  },
  STATE_NOT_EXISTS: {
    message: 'Não há estado: nenhum foi gravado, ou ele foi removido.',
    hints: ['Pergunte antes com state.exists, ou use state.getOption, que então é null.'],
  },
  CANNOT_BE_NONE: {
    message: '{name} não aceita null.',
    hints: ['state.remove() descarta o estado.'],
  },
  TIMEOUT_DURATION_NOT_ENABLED: {
    message: 'Um timeout pelo relógio só pode ser marcado se a função recebeu um.',
    hints: ["Diga timeout: 'processingTime' ao lado de output e state."],
  },
  WATERMARK_NOT_PRESENT: {
    message: 'Não há watermark.',
    hints: ["Diga que tempo as linhas têm antes de agrupá-las, como em .withWatermark('timestamp', '10 minutes')."],
  },
  TIMEOUT_TIMESTAMP_NOT_ENABLED: {
    message: 'Um timeout pelo tempo do evento só pode ser marcado se a função recebeu um.',
    hints: ["Diga timeout: 'eventTime' ao lado de output e state."],
  },
  TIMEOUT_NOT_POSITIVE: {
    message: '{name} recebe milissegundos inteiros acima de 0, e não {valueMs}.',
  },
  INVALID_TIMEOUT_TIMESTAMP: {
    message: 'O timeout {timestamp} é anterior ao watermark, {watermark}.',
    hints: ['Os dois são milissegundos desde 1970 UTC. state.getCurrentWatermarkMs() diz o watermark.'],
  },
  INVALID_TIMEOUT_INTERVAL: {
    message: '"{text}" não é um intervalo.',
    hints: ['Escreva um número e uma unidade, como em "10 seconds".'],
  },
  NEGATIVE_TIMEOUT_INTERVAL: {
    message: 'A duração de um timeout não pode ser menor que 0: {text}.',
  },
  ONLY_ALLOW_SINGLE_TRIGGER: {
    message:
      'Uma consulta tem exatamente um trigger (processingTime, once, availableNow ou continuous); foi passado: {given}.',
  },
  VALUE_NOT_ALLOWED: {
    message: 'O valor de "{name}" tem de ser {allowed}.',
  },
  VALUE_NOT_NON_EMPTY_STR: {
    message: '"{name}" precisa de um texto que não seja vazio.',
  },
  CANNOT_BE_EMPTY: { message: '{name} precisa de pelo menos uma coluna.' },
  NOT_COLUMN_OR_STR: {
    message: 'Aqui é preciso uma coluna, ou o nome de uma, e não {value}.',
    hints: ['Um valor simples vira coluna com lit(valor).'],
  },
  NOT_EXPECTED_TYPE: { message: '"{name}" deve ser {expected}, e não {given}.' },
  ASSIGNMENT_ARITY_MISMATCH: { message: 'Foram dados {given} nomes para {expected} colunas.' },
  NOT_A_NUMERIC_COLUMN: {
    message: '"{column}" não é uma coluna de números, e esta agregação é só de números.',
  },
  RANGE_STEP_OF_ZERO: { message: 'O passo de um range não pode ser 0.' },
  VALUE_NOT_POSITIVE: { message: '"{name}" deve ser maior que 0, e é {value}.' },
  ATTRIBUTE_NOT_CALLABLE: {
    message: '{method} precisa de uma função, e "{name}" não é uma.',
  },
  UNKNOWN_TRIGGER: {
    message: 'Não existe o trigger "{name}".',
    hints: ['Os triggers são processingTime, once, availableNow e continuous.'],
  },
  TRIGGER_OF_MONTHS: {
    message: 'Um trigger não pode ser medido em meses, porque nem todos têm a mesma duração: {text}.',
    hints: ['Use dias ou unidades menores, como em "30 days".'],
  },
  NEGATIVE_TRIGGER_INTERVAL: {
    message: 'O intervalo de um trigger não pode ser menor que 0: {text}.',
  },
  INVALID_TRIGGER_INTERVAL: {
    message: '"{text}" não é um intervalo que um trigger possa ter.',
    hints: ['Escreva um número e uma unidade, de dias ou menor, como em "10 seconds".'],
  },
  SOURCE_TAKES_NO_SCHEMA: {
    message: 'A fonte {format} não aceita um esquema: as suas colunas são sempre as mesmas.',
    hints: ['Retire schema(...); o que load() dá pode ser convertido com select.'],
  },
  SQL_CONF_NOT_FOUND: {
    message: 'Não existe a configuração "{key}".',
    hints: ['As configurações são: {names}.', 'get(key, value) dá esse valor em vez deste erro.'],
  },
  'INVALID_CONF_VALUE.REQUIREMENT': {
    message: 'A configuração {key} é {value}; ela tem de ser {allowed}.',
  },
  'INVALID_CONF_VALUE.TIME_ZONE': {
    message: 'A configuração {key} é {value}; ela tem de ser {allowed}.',
  },
  'INVALID_CONF_VALUE.TYPE_MISMATCH': {
    message: 'A configuração {key} é {value}; ela tem de ser {allowed}.',
  },
  INVALID_OPTION_VALUE: {
    message: 'A opção {option} é {value}; ela tem de ser {allowed}.',
  },
  PARSE_SYNTAX_ERROR: {
    message: 'Erro de sintaxe perto de "{near}" em: {text}',
  },
  PARSE_EMPTY_STATEMENT: {
    message: 'O texto da expressão está vazio.',
  },
  FAILED_TO_PARSE_TOO_COMPLEX: {
    message: 'A expressão tem níveis demais, um dentro do outro.',
    hints: ['Calcule antes as partes de dentro, com withColumn().'],
  },
  UNCLOSED_BRACKETED_COMMENT: {
    message: 'Um comentário que começa com /* não foi fechado.',
    hints: ['Ponha */ no fim dele. Comentários se aninham: cada /* precisa do seu */.'],
  },
  INVALID_IDENTIFIER: {
    message: 'O nome {name} não é válido sem crases.',
    hints: ['Nomes com acentos ou sinais ficam entre crases: `{name}`.'],
  },
  INVALID_TYPED_LITERAL: {
    message: "'{value}' não é um valor de {type}.",
  },
  UNSUPPORTED_TYPED_LITERAL: {
    message: 'Não existem literais do tipo "{type}".',
    hints: ['Os tipos são DATE, TIMESTAMP, TIMESTAMP_LTZ, TIMESTAMP_NTZ, INTERVAL e X.'],
  },
  INVALID_NUMERIC_LITERAL_RANGE: {
    message: 'O número {text} está fora da faixa de {type}, que vai de {least} a {most}.',
  },
  DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION: {
    message: 'O número tem {precision} dígitos; um decimal tem no máximo 38.',
  },
  INVALID_INTERVAL_FORMAT: {
    message: '"{text}" não é um intervalo, ou é longo demais para ser um.',
    hints: ["Escreva como em INTERVAL 10 MINUTES, INTERVAL '1 day 2 hours' ou INTERVAL '1 02:03' DAY TO MINUTE."],
  },
  MIXED_INTERVAL_UNITS: {
    message: 'Anos e meses não se misturam com dias e unidades menores em um intervalo: {text}.',
    hints: ['Some um depois do outro, como em ts + INTERVAL 1 MONTH + INTERVAL 2 DAYS.'],
  },
  INVALID_ESC: {
    message: "O escape '{escape}' tem de ser um só caractere.",
  },
  INVALID_EXTRACT_FIELD: {
    message: 'EXTRACT não conhece o campo "{field}".',
    hints: ['Os mais usados são year, quarter, month, week, day, dayofweek, doy, hour, minute e second.'],
  },
  NAMED_PARAMETERS_NOT_SUPPORTED: {
    message: 'Os argumentos de {name} não podem ter nome; passe-os na ordem.',
  },
  UNSUPPORTED_SQL: {
    message: '{what} não é permitido em expressões.',
  },

  // The API
  INVALID_WHEN_USAGE: {
    message: '{method}() vem em uma coluna feita por when(), e otherwise() vem uma vez só, no fim dela.',
  },
  INVALID_ATTRIBUTE_NAME_SYNTAX: {
    message: '"{name}" não é o nome de uma coluna.',
    hints: ['Ponha entre crases um nome com pontos ou outros sinais: `a.b`.'],
  },
  CANNOT_ACCEPT_OBJECT_IN_TYPE: {
    message: 'O valor {value} ({given}) da coluna "{column}" não é do tipo {type}.',
  },
  CANNOT_DETERMINE_TYPE: {
    message: 'O tipo da coluna "{column}" não pode ser deduzido dos seus valores: nenhum deles o revela.',
    hints: ['Dê um esquema, como em createDataFrame(rows, "id BIGINT, name STRING").'],
  },

  NOT_A_COLUMN_NAME: {
    message: '{method}() recebe colunas do frame, ou os nomes delas.',
  },
  WITHIN_WATERMARK_ON_BATCH: {
    message: 'dropDuplicatesWithinWatermark é para streams.',
    hints: ['Em um frame sem stream, use dropDuplicates.'],
  },
  UNKNOWN_CONF: {
    message: 'Não existe a configuração "{key}".',
    hints: ['As configurações são: {names}.'],
  },
  TABLE_OR_VIEW_NOT_FOUND: {
    message: 'Não existe a tabela ou view "{name}".',
  },
  COLUMN_ALREADY_EXISTS: {
    message: 'Há duas colunas "{name}".',
    hints: ['Nomes que só diferem em maiúsculas e minúsculas são o mesmo.'],
  },
  UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE: {
    message: 'O formato {format} não tem {type}, que é o tipo da coluna "{name}".',
  },
  INVALID_CORRUPT_RECORD_TYPE: {
    message: 'A coluna "{name}", que guarda os registros malformados, é {type}; precisa ser string.',
  },
  'UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN': {
    message: 'A única coluna é "{name}", que guarda os registros malformados.',
    hints: ['Nenhum registro é como se esperava, ou o esquema não tem outra coluna: acrescente uma.'],
  },
  UNABLE_TO_INFER_SCHEMA: {
    message: 'Nada diz quais são as colunas do formato {format}: não há dados em {path}.',
    hints: ['Informe um esquema: .schema("id bigint, text string").'],
  },
  MALFORMED_RECORD_IN_FILE: {
    message: 'Um registro de {name} não é como o esquema diz: {text}',
    hints: ['O modo PERMISSIVE dá nulls no lugar, e a coluna "_corrupt_record" guarda o registro.'],
  },
  RECORD_TOO_LARGE: {
    message: 'Uma linha de {name} tem {limitBytes} bytes ou mais.',
  },
  COMPRESSION_UNSUPPORTED: {
    message: 'Arquivos que terminam em {extension} não podem ser lidos: {name}.',
    hints: ['Os que terminam em .gz ou .deflate podem.'],
  },
  DECOMPRESSION_FAILED: {
    message: 'A descompressão de {name} falhou: {reason}.',
  },
  DECOMPRESSION_BOMB: {
    message: 'Descomprimido, {name} fica mais de {times} vezes maior: dados não são assim.',
    hints: ['Se for de propósito, descomprima o arquivo antes.'],
  },
  'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION': {
    message: 'Não há a compressão "{codec}".',
    hints: ['Há: {codecs}.'],
  },
  MALFORMED_CSV_RECORD: {
    message: 'Uma linha de CSV não pode ser separada em valores: {text}',
    hints: ['As opções maxColumns, maxCharsPerColumn e unescapedQuoteHandling dizem o que se aceita.'],
  },
  CSV_HEADER_DIFFERS: {
    message: 'O cabeçalho de {name} é {header}; as colunas do esquema são {names}.',
    hints: ['Com a opção enforceSchema=true o cabeçalho não importa.'],
  },
  TEXT_HAS_ONE_COLUMN: {
    message: 'O formato text tem uma coluna só; aqui são {count}.',
  },
  STREAM_OF_FILES_WITHOUT_SCHEMA: {
    message:
      'Um stream de arquivos {format} precisa de um esquema: ninguém sabe quais colunas terão os arquivos que ainda virão.',
    hints: [
      'Informe-o: .schema("id bigint, text string").',
      'Ou deixe que ele venha dos arquivos que já estão lá: session.conf.set("spark.sql.streaming.schemaInference", true).',
    ],
  },
  SOURCE_PATH_MISSING: {
    message: 'Um stream de arquivos precisa de uma pasta.',
    hints: ['Diga onde: .load("folder"), ou .option("path", "folder").'],
  },
  INVALID_GLOB: {
    message: 'O padrão {pattern} tem um {near} que não termina.',
    hints: ['Um caractere que vale por si mesmo leva uma barra invertida antes.'],
  },
  MEMORY_ROWS_GONE: {
    message:
      'As primeiras {count} adições ao stream de memória se foram: ele guarda {rows} linhas que todas as consultas dele já leram.',
    hints: ['Inicie a consulta antes delas, ou crie um stream de memória para cada consulta.'],
  },
  OPTION_OF_BATCHES_ONLY: {
    message: 'A opção {option} não serve para streams de arquivos.',
    hints: ['Um stream toma cada arquivo uma vez; maxFileAge deixa de lado os antigos.'],
  },
  TWO_LIMITS_PER_TRIGGER: {
    message: 'maxFilesPerTrigger e maxBytesPerTrigger não combinam.',
    hints: ['Deixe um dos dois de fora.'],
  },
  ARCHIVE_DIR_MISSING: {
    message: 'cleanSource "archive" precisa da opção sourceArchiveDir.',
    hints: ['Aponte-a para uma pasta fora daquela que é lida.'],
  },
  ARCHIVE_IN_SOURCE: {
    message: 'O que for arquivado em {archive} poderia ser lido de novo: a fonte lê {source}.',
    hints: ['Aponte sourceArchiveDir para uma pasta que não esteja acima, dentro nem no padrão daquela que é lida.'],
  },
  ARCHIVE_ELSEWHERE: {
    message: 'O arquivo morto {folder} fica em outro lugar que a fonte: arquivos só podem ser movidos dentro do mesmo.',
    hints: ['Aponte sourceArchiveDir para uma pasta do mesmo disco ou bucket.'],
  },
  INPUT_COMPACTED: {
    message: '{file} contém linhas de arquivos cujo lugar tomou, e esta consulta já leu alguns deles, como {read}.',
    hints: [
      'O xpto compact, ou um expurgo, reescreveu a pasta que esta consulta lê como stream: ela leria linhas duas vezes.',
      'Comece de novo, com um checkpoint novo e uma pasta de saída nova; e só compacte o que nenhuma consulta lê como stream.',
    ],
  },
  CLEAN_SOURCE_OF_SINK: {
    message:
      'cleanSource não serve para {folder}, que outra consulta escreve: o log dela diz que os arquivos estão lá.',
    hints: ['Deixe cleanSource de fora.'],
  },
  'FAILED_READ_FILE.FILE_NOT_EXIST': {
    message: '{file} sumiu; estava lá quando o batch foi montado.',
    hints: [
      'Traga-o de volta e comece de novo, ou use a opção ignoreMissingFiles para seguir sem as linhas dele. Um arquivo vazio no lugar dele também resolve.',
      'O log de uma pasta de saída cita o lugar em que foi gravada: se ela mudou de lugar, npx xpto lake rebase conserta.',
    ],
  },
  CONFLICTING_PARTITION_COLUMN_NAMES: {
    message: 'As pastas não concordam sobre as colunas das partições: {one} aqui, {other} ali.',
    hints: ['Todos os arquivos de dados devem ficar em pastas das mesmas colunas, na mesma ordem.'],
  },
  CONFLICTING_DIRECTORY_STRUCTURES: {
    message: 'As partições dos arquivos começam em várias pastas: {folders}.',
    hints: ['Diga a pasta da tabela inteira: .option("basePath", ...). Ou leia uma a uma e una os frames.'],
  },
  BASE_PATH_ELSEWHERE: {
    message: 'A pasta da opção basePath, {basePath}, não contém {path}.',
    hints: ['Ela é a pasta em que ficam as das partições.'],
  },
  BASE_PATH_MISSING: {
    message: 'Não existe a pasta {basePath}, que a opção basePath cita.',
    hints: ['Confira o caminho, e a pasta de onde ele começa.'],
  },
  BASE_PATH_NO_FOLDER: {
    message: 'A opção basePath cita um arquivo, {basePath}.',
    hints: ['Ela é a pasta em que ficam as das partições.'],
  },
  OPTION_NOT_A_TIMESTAMP: {
    message: 'A opção {option} não é um timestamp: "{value}".',
    hints: ['Escreva como 2026-01-31T12:00:00, no fuso da sessão ou no da opção timeZone.'],
  },
  EMPTY_PARTITION_COLUMN_VALUE: {
    message: 'O nome da pasta {folder} não tem valor.',
    hints: ['Dê um a ela, como em day=2026-01-31; nulo se escreve __HIVE_DEFAULT_PARTITION__.'],
  },
  PARTITION_COLUMNS_CHANGED: {
    message: 'As pastas de {file} dizem as colunas: {columns}. As dos outros dizem: {expected}.',
    hints: [
      'As colunas das partições são fixadas quando o frame é criado. Mova o arquivo, ou comece uma nova consulta.',
    ],
  },
  PARTITION_COLUMN_UNKNOWN: {
    message: 'As pastas de {file} dizem a coluna "{column}", que o esquema não tem.',
    hints: ['Acrescente-a ao esquema: neste lugar as pastas não são vistas antes de a consulta rodar.'],
  },
  INVALID_PARTITION_VALUE: {
    message: 'A pasta de uma partição diz {value}, que não é {type}, o tipo da coluna "{column}".',
    hints: ['Dê à coluna o tipo string no esquema.'],
  },
  SCHEMA_NEEDED: {
    message: 'Não se procura saber quais são as colunas de {location}: não é um arquivo desta máquina.',
    hints: ['Informe um esquema: .schema("id bigint, text string").'],
  },
  PATH_NOT_FOUND: {
    message: 'Não há nada em {path}.',
    hints: ['Confira o caminho, e a pasta de onde ele parte.'],
  },
  DATA_SOURCE_NOT_FOUND: {
    message: 'Não existe o formato "{format}".',
    hints: ['Os formatos são: {formats}.'],
  },
  SOCKET_WITHOUT_HOST: {
    message: 'O socket precisa da opção "host".',
    hints: ['Defina-a com option("host", "localhost").'],
  },
  SOCKET_WITHOUT_PORT: {
    message: 'O socket precisa da opção "port".',
    hints: ['Defina-a com option("port", 3456).'],
  },
  INCLUDE_TIMESTAMP_NOT_BOOLEAN: { message: 'A opção includeTimestamp é true ou false.' },
  MEMORY_SINK_WITHOUT_NAME: {
    message: 'O sink memory precisa de um nome para a sua tabela.',
    hints: ['Chame queryName("...") antes de start().'],
  },
  QUERY_NAME_IN_USE: {
    message: 'Já há uma consulta ativa com o nome "{name}".',
    hints: ['Pare-a, ou dê outro nome a esta.'],
  },

  // The outside world
  CONNECTION_REFUSED: {
    message: 'Ninguém está escutando em {host}:{port}.',
    hints: [
      'Abra outro terminal e digite: npx xpto netcat -lk {port}',
      'Ou acrescente --retry, que espera até alguém escutar.',
    ],
  },
  UNKNOWN_HOST: {
    message: 'Não existe a máquina "{host}".',
    hints: ['O nome está certo? Esta máquina se chama localhost.'],
  },
  CONNECTION_RESET: {
    message: '{host}:{port} interrompeu a conexão.',
    hints: ['O que já tinha chegado foi processado. Inicie de novo o outro lado, e depois este.'],
  },
  CONNECTION_FAILED: {
    message: 'A conexão com {host}:{port} falhou: {reason}.',
  },
  PORT_IN_USE: {
    message: 'A porta {port} está em uso: outro programa está escutando nela.',
    hints: [
      'É um netcat que ainda roda em outro terminal? Termine-o com Ctrl-C.',
      'Ou use outra porta: npx xpto netcat {other}, e npx xpto wordcount --port {other}',
    ],
  },
  PORT_NOT_ALLOWED: {
    message: 'O sistema operacional não deixa você escutar na porta {port}.',
    hints: ['Portas abaixo de 1024 costumam ser reservadas; use outra, como 3456.'],
  },
  ADDRESS_NOT_HERE: {
    message: 'Esta máquina não tem o endereço {host}, então não pode servir nele.',
    hints: ['Sem endereço, só esta máquina é servida; 0.0.0.0 são todos os endereços dela.'],
  },
  LISTEN_FAILED: {
    message: 'Não foi possível escutar na porta {port} de {host}: {reason}.',
  },
  READ_FAILED: {
    message: 'Não foi possível ler {name}: {reason}.',
  },
  LINE_TOO_LONG: {
    message: 'A linha {line} tem {lengthBytes} bytes ou mais; o limite é {maxLineBytes}.',
    hints: ['A entrada é texto? Se for, permita linhas mais longas com --max-line-bytes.'],
  },
  FILE_NOT_FOUND: {
    message: 'Não existe o arquivo {path}.',
    hints: ['O nome está certo, e o arquivo está nesta pasta?'],
  },
  FILE_NAME_NOT_UTF8: {
    message: 'Um arquivo em {folder} não pode ser aberto, porque o nome dele não é UTF-8: {name}',
    hints: ['Dê outro nome a ele e comece de novo.'],
  },
  FILE_FAILED: {
    message: 'Não foi possível escrever no arquivo {path}: {reason}.',
  },
  FILE_EXISTS: {
    message: 'O arquivo {path} já existe, e não é substituído.',
    hints: ['Há mais alguém gravando ali?'],
  },
  WRITE_FAILED: {
    message: 'A gravação de {path} falhou: {reason}.',
    hints: ['{next}', 'Nenhum arquivo ali ficou pela metade.'],
  },
  INVALID_PATH: {
    message: '{path} não pode ser o nome de um arquivo em {root}: {reason}.',
  },
  S3_NO_BUCKET: {
    message: 'Não existe bucket para {address}.',
    hints: ['Um local é s3://bucket/pasta. O nome está certo, e é desta conta e região?'],
  },
  S3_NO_CREDENTIALS: {
    message: 'Não foram encontradas credenciais para {address}.',
    hints: ['Defina AWS_PROFILE, ou AWS_ACCESS_KEY_ID e AWS_SECRET_ACCESS_KEY; ou entre com "aws sso login".'],
  },
  S3_NO_REGION: {
    message: 'Não se sabe em que região da AWS está {address}.',
    hints: ['Defina AWS_REGION, como sa-east-1, ou uma região no perfil.'],
  },
  S3_REFUSED: {
    message: 'O armazenamento recusa o pedido de {address}: {code}.',
    hints: [
      'As credenciais expiraram? "aws sts get-caller-identity" mostra de quem são.',
      'Elas precisam dos direitos de listar, ler, gravar e apagar ali.',
    ],
  },
  S3_REPLACES: {
    message:
      'O armazenamento em {address} substitui um arquivo que só deve ser criado onde não há nenhum; assim, duas consultas ao mesmo tempo poderiam estragar um checkpoint ali.',
    hints: [
      'Guarde o checkpoint em uma pasta local, ou em um armazenamento com gravação condicional (If-None-Match), como o Amazon S3.',
    ],
  },
  NO_FILE_SYSTEM: {
    message: 'Não se conhecem arquivos em "{scheme}:", como em {location}.',
    hints: ['Use um caminho desta máquina, ou s3://bucket/pasta.'],
  },

  CHECKPOINTS_INSIDE: {
    message: '{location} não é, ela mesma, um checkpoint; dentro dela estão: {names}.',
    hints: ['Diga um deles: {example}'],
  },
  CHECKPOINT_NOT_FOUND: {
    message: '{location} não é um checkpoint: não tem o arquivo metadata.',
    hints: ['É a pasta que uma consulta recebeu como checkpointLocation, ou com --checkpoint.'],
  },
  STATE_OF_SPARK: {
    message: 'O estado em {dir} está em um formato do Spark, que não é lido aqui.',
    hints: ['xpto checkpoint show lê o resto.'],
  },
  STATE_OF_NO_BATCH: {
    message: 'A consulta de {dir} ainda não terminou nenhum batch.',
  },
  STATE_OF_THAT_BATCH_GONE: {
    message: 'Não há estado do batch {batchId}.',
    hints: ['Há o dos batches {first} a {last}.'],
  },
  MODULE_FAILED: {
    message: '{file}{place} falhou: {reason}',
  },
  MODULE_WITHOUT_FUNCTION: {
    message: '{file} não tem uma função como export default.',
    hints: ['Ela é chamada com a sessão e os argumentos: export default (session, args) => ...'],
  },
  MODULE_WITHOUT_QUERY: {
    message: 'A função de {file} não devolveu uma consulta.',
    hints: ['Ela devolve o que writeStream ... .start() devolve, ou um array disso.'],
  },

  // Parquet
  'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER': {
    message: 'Erro ao ler o arquivo {path}: não é um arquivo Parquet, ou está danificado: {reason}.',
    hints: ['Está completo, e é Parquet? Um arquivo cortado, ou que ainda está sendo escrito, não tem rodapé.'],
  },
  PARQUET_FILE_CORRUPT: {
    message: 'Erro ao ler o arquivo {path}: a coluna {column} está danificada: {reason}.',
    hints: ['Escreva ou copie o arquivo de novo; o que ele diz de si não combina com o que há nele.'],
  },
  'FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH': {
    message:
      'Erro ao ler o arquivo {path}. Os tipos da coluna Parquet [{column}] não combinam. Tipo esperado no Spark: {expectedType}; tipo no Parquet: {actualType}.',
    hints: ['Dê o esquema que os arquivos têm, ou leia sem esquema: eles mesmos o dizem.'],
  },
  PARQUET_DUPLICATE_FIELD: {
    message: 'Há campos repetidos com o nome "{name}", sem diferenciar maiúsculas de minúsculas: [{found}].',
    hints: [
      'Os nomes das colunas são procurados sem diferenciar maiúsculas de minúsculas; o arquivo {path} tem vários deste.',
    ],
  },
  PARQUET_TYPE_ILLEGAL: {
    message: 'Tipo inválido no Parquet: {type}.',
    hints: ['Dê um esquema sem esta coluna: .schema(...) diz quais colunas são lidas.'],
  },
  PARQUET_TYPE_NOT_SUPPORTED: {
    message: 'Este tipo do Parquet ainda não pode ser lido: {type}.',
    hints: ['Dê um esquema sem esta coluna: .schema(...) diz quais colunas são lidas.'],
  },
  PARQUET_CODEC_UNKNOWN: {
    message: 'O codec {codec} não está disponível. Os disponíveis são {available}.',
    hints: ["Tente: .option('compression', 'snappy'), que é o usado quando não há a opção."],
  },
  PARQUET_CODEC_NOT_IN_NODE: {
    message: 'O codec zstd não está disponível: o Node.js o tem a partir da versão 22.15, e esta é a {version}.',
    hints: ['Use o Node.js 22.15 ou mais novo, ou arquivos comprimidos com snappy ou gzip.'],
  },
  PARQUET_NULL_IN_REQUIRED_COLUMN: {
    message: 'Apareceu um valor NULL no campo {column}, que não aceita nulos.',
    hints: ['O esquema diz que esta coluna tem um valor em cada linha.'],
  },
  PARQUETJS_MISSING: {
    message: 'O pacote @dsnp/parquetjs não está instalado.',
    hints: ['npm install @dsnp/parquetjs@1.8.7', "Ou deixe a opção 'writer' de fora: o xpto escreve Parquet sozinho."],
  },
  PARQUETJS_TYPE: {
    message: 'O parquetjs não consegue escrever a coluna {column}: {reason}.',
    hints: ["Deixe a opção 'writer' de fora: o xpto escreve todos os tipos sozinho."],
  },

  // Tables of a lake, and SQL
  LAKE_EMPTY: {
    message: 'Ainda não há tweets em {folder}.',
    hints: ['Rode: npx xpto raw-to-ref --raw RAW --ref "{folder}" --once'],
  },
  LAKE_TYPES_DIFFER: {
    message: 'A coluna {name} é {one} em {first}, e {other} em {file}: uma tabela só pode ter um dos dois tipos.',
    hints: ['Mova os arquivos de um dos dois para outra pasta, ou grave-os de novo.'],
  },
  LAKE_NAMES_ALIKE: {
    message: 'As colunas {one} e {other} (em {file}) só diferem em maiúsculas, que o Athena não distingue.',
    hints: ['Grave os arquivos de novo, com um só nome.'],
  },
  LAKE_TYPE_UNKNOWN: {
    message: 'O Athena não tem tipo para a coluna {name}, que é {type}.',
    hints: ['Grave os arquivos de novo com um cast, ou sem a coluna.'],
  },
  REGISTRATION_UNREADABLE: {
    message: '{file} não está como o xpto o escreve.',
    hints: ['Apague-o, e rode "xpto athena-setup --apply" de novo.'],
  },
  DUCKDB_MISSING: {
    message: 'SQL nesta máquina precisa do DuckDB, que não está instalado: são 70 MB, e só isto precisa dele.',
    hints: [
      'Instale: npm install {package}',
      'Ou npm install --global {package}, se o próprio xpto foi instalado assim.',
    ],
  },
  DUCKDB_BROKEN: {
    message: 'O DuckDB está instalado e não inicia: {reason}',
    hints: ['Talvez seja o de outro sistema. npm install {package}'],
  },
  SQL_REFUSED: {
    message: 'A pergunta não foi entendida: {reason}',
    hints: [
      'Um nome com acento se escreve entre aspas duplas: "símbolo". A view cujo nome termina em _ascii tem nomes simples.',
      'A tabela ainda não existe? npx xpto athena-setup --ref REF --apply',
    ],
  },
  SQL_NOT_ONE: {
    message: 'Uma pergunta por vez: estas são {count}.',
  },
  SQL_NO_QUERY: {
    message: 'Aqui só se fazem perguntas, e isto é {kind}.',
    hints: ['Comece com SELECT, WITH, SHOW, DESCRIBE ou EXPLAIN.'],
  },
  SQL_FAILED: {
    message: 'A pergunta não pôde ser respondida: {reason}',
  },
  SQL_STOPPED: {
    message: 'A pergunta foi interrompida.',
  },
  WORKGROUP_MISSING: {
    message: 'O Athena não tem o workgroup {workgroup}.',
    hints: ['npx xpto athena-setup --ref s3://bucket/ref --apply o cria; ou escolha outro com --workgroup.'],
  },
  ATHENA_FAILED: {
    message: 'O Athena não conseguiu responder (consulta {id}): {reason}',
  },
  ATHENA_STOPPED: {
    message: 'A consulta {id} foi parada; tinha lido {bytes} bytes: US$ {usd}.',
  },
  CLOUD_DENIED: {
    message: '{service} não permite: {message}',
    hints: ['"xpto athena-setup" sem --apply mostra os direitos necessários, como política do IAM.'],
  },
  CLOUD_UNKNOWN_CALLER: {
    message: '{service} não sabe quem pede: {code}.',
    hints: ['As credenciais expiraram? "aws sts get-caller-identity" mostra de quem são.'],
  },
  CLOUD_FAILED: {
    message: '{service} não fez: {reason}',
  },
  CLOUD_PARTLY: {
    message: 'O Glue fez {operation} só em parte: {reason}',
    hints: ['Rode o mesmo comando de novo: ele faz o que falta.'],
  },
  TABLE_NOT_OURS: {
    message: 'Há uma tabela {database}.{table} que o xpto não fez; ela fica como está.',
    hints: ['Escolha outro nome com --table ou --database, ou apague-a você.'],
  },
  WORKGROUP_NOT_OURS: {
    message: 'Há um workgroup {workgroup} que o xpto não fez, com outras configurações; ele fica como está.',
    hints: ['Escolha outro nome com --workgroup.'],
  },
  RESULTS_IN_REF: {
    message: '{results} fica dentro de {folder}: as respostas seriam lidas como tweets.',
    hints: ['Escolha outra pasta com --results.'],
  },
  PROOF_FAILED: {
    message:
      'A tabela não tem o que os arquivos têm. Em {partition}, {of}: {expected} nos arquivos, {found} na tabela.',
    hints: ['São {count} diferenças assim; --json mostra todas.', '{next}'],
  },
  QUERY_MISSING: {
    message: 'Não há pergunta.',
    hints: ['Escreva-a em SQL, em um arquivo (--file), ou escolha uma do curso: --example {names}'],
  },
  QUERY_TWICE: {
    message: 'Há duas perguntas: SQL, --file e --example se excluem.',
  },
  NOT_ON_ATHENA: {
    message: 'O Athena só lê do S3, e {ref} é uma pasta desta máquina.',
    hints: ['Use --ref s3://bucket/pasta, ou deixe --engine de fora.'],
  },
  OPTION_NOT_A_NAME: {
    message: '{option} é "{value}"; um nome tem letras minúsculas sem acento, dígitos e _, e não começa com dígito.',
  },
  OPTION_NOT_BYTES: {
    message: '{option} é "{value}"; precisa ser um tamanho a partir de 10MB, como 500MB ou 1GB.',
  },
  OPTION_NOT_IN_S3: {
    message: '{option} é "{value}"; precisa ser uma pasta no S3, como s3://bucket/pasta.',
  },
  OPTIONS_EXCLUDE: {
    message: '{one} e {other} se excluem.',
  },

  // The command line
  UNKNOWN_COMMAND: {
    message: 'Não existe o comando "{name}".',
    hints: ['{next}'],
  },
  UNKNOWN_OPTION: {
    message: 'Não existe a opção "{option}".',
    hints: ['{next}'],
  },
  OPTION_WITHOUT_VALUE: {
    message: 'A opção "{option}" precisa de um valor.',
  },
  TOO_MANY_ARGUMENTS: {
    message: 'Há mais argumentos do que o comando recebe.',
    hints: ['Ponha entre aspas um valor com espaços, como em --window "10 minutes".'],
  },
  MISSING_ARGUMENT: {
    message: 'Falta o argumento <{argument}>.',
    hints: ['--help mostra o que o comando recebe.'],
  },
  USAGE: { message: '{message}' },
  OPTION_NOT_A_PORT: {
    message: '{option} é "{value}"; uma porta é um número inteiro de 1 a 65535.',
  },
  OPTION_NOT_A_COUNT: {
    message: '{option} é "{value}"; tem de ser um número inteiro, {least} ou mais.',
  },
  OPTION_NOT_A_DURATION: {
    message: '{option} é "{value}"; uma duração é um número e uma unidade em inglês, como "10 minutes".',
  },
  OPTION_NOT_A_CHOICE: {
    message: '{option} é "{value}"; tem de ser um destes: {choices}.',
  },
  OPTION_NOT_A_TIME_ZONE: {
    message: '{option} é "{value}"; um fuso horário é um nome ou uma diferença, como UTC, America/Sao_Paulo ou -03:00.',
  },
  OPTION_NOT_A_TRIGGER: {
    message: '{option} é "{value}"; tem de ser once, available-now ou uma duração em inglês, como "10 seconds".',
  },
  OPTION_NOT_A_RATE: {
    message: '{option} é "{value}"; uma taxa é um número de linhas por unidade de tempo, como 10/s, 0.5/s ou 30/min.',
  },
  OPTION_OUT_OF_RANGE: {
    message: '{option} é "{value}"; tem de ser um número inteiro de {least} a {most}.',
  },
  OPTION_EMPTY: {
    message: '{option} está vazio; precisa de um valor.',
  },
  OPTION_NOT_A_HOST: {
    message: '{option} é "{value}"; tem de ser o nome ou o endereço de uma máquina, como localhost.',
  },
  OPTION_NOT_A_LENGTH: {
    message:
      '{option} é "{value}"; tem de ser maior que 0, em semanas, dias, horas, minutos ou segundos, como "10 minutes".',
  },
  OPTION_NOT_A_DELAY: {
    message: '{option} é "{value}"; tem de ser uma duração de 0 ou mais, como "10 minutes".',
  },
  OPTION_NOT_A_SPEED: {
    message: '{option} é "{value}"; uma velocidade é um número acima de 0, como 60x.',
  },
  FAULT_UNREADABLE: {
    message: '"{fault}" não é uma falha: ela tem um tempo, um tipo e talvez quanto, como em "t+90 duplicate 5%".',
    hints: ['Os tipos são: {kinds}.', 'npx xpto twitter-replay --help mostra cada um.'],
  },
  POST_UNREADABLE: {
    message: 'A linha {line} de {name} não é um post.',
    hints: ['Cada linha é um objeto JSON, como a API v2 ou v1.1 do X o dá: com id e texto.'],
  },
  OPTION_NOT_A_SHORT_TIME: { message: '{option} é "{value}"; tem de ser um tempo como 500ms, 1s ou 2m.' },
  SYMBOLS_UNREADABLE: {
    message: '{name} não é uma lista de símbolos: {reason}.',
    hints: ['É JSON como: {example} Pode ter também "emoji", com duas listas dessas.'],
  },
  REF_SETTINGS_UNREADABLE: {
    message: '{file} não está como o xpto o escreve: ele diz com que opções a REF foi gravada.',
    hints: ['Escreva nele quais eram, por exemplo {example}'],
  },
  REF_SETTINGS_CHANGED: {
    message: '{ref} foi gravada com {option} {known}, e agora se pede {given}: as linhas não combinariam.',
    hints: ['Deixe a opção como estava, ou diga outra pasta com --ref (e outro --checkpoint).'],
  },
  RAW_IS_REF: {
    message: 'RAW e REF são a mesma pasta, {folder}: um programa não deve ler o que ele mesmo grava.',
    hints: ['Diga duas pastas: --raw lake/raw --ref lake/ref'],
  },
  DEMO_FOLDER_TAKEN: {
    message: 'A pasta {folder} não está vazia: a demonstração encontraria ali tweets que ela não coletou.',
    hints: ['Diga uma pasta vazia, ou que ainda não exista: --keep meu-lake'],
  },
  LOOP_WITHOUT_FILE: {
    message: '--loop recomeça um arquivo, e não há nenhum: a entrada padrão não pode ser lida duas vezes.',
    hints: ['Diga qual é o arquivo: --file words.txt --loop'],
  },
  SLIDE_WITHOUT_WINDOW: {
    message: '--slide diz de quanto em quanto tempo começa uma janela, e não há janelas.',
    hints: ['Acrescente --window "10 minutes".'],
  },
  EXPLAIN_NOTHING: {
    message: 'Diga qual consulta explicar. As consultas são: {names}.',
    hints: ['Por exemplo: npx xpto explain wordcount --mode append'],
  },
  EXPLAIN_WHAT: {
    message: 'Não existe a consulta "{name}" para explicar. As consultas são: {names}.',
    hints: ['Por exemplo: npx xpto explain wordcount --mode append'],
  },
  SLIDE_ABOVE_WINDOW: {
    message: '--slide é "{slide}", mais do que --window, "{window}".',
    hints: [
      'Por quê: entre o fim de uma janela e o começo da próxima, palavras não estariam em janela nenhuma.',
      'Permitido: um slide do tamanho da janela, e cada palavra está em uma; ou menor, e ela está em várias.',
      'Tente: --window "{window}" --slide "{window}".',
    ],
  },
  STDIN_AND_SOCKET: {
    message: 'Foram pedidos ao mesmo tempo a entrada padrão (-) e um socket ({option}).',
    hints: ['Tire um dos dois.'],
  },
  JSON_AND_SINK: {
    message: '--json relata cada batch na saída padrão, onde --sink {sink} também imprimiria as suas linhas.',
    hints: ['Tire um dos dois.'],
  },
  LINE_WITHOUT_TIME: {
    message: 'Uma linha começa com {value}, que não é um tempo.',
    hints: [
      'Com --event-time cada linha começa com o seu tempo e um tab, como: 2026-01-31 12:00:00<Tab>algumas palavras',
      'Sem ele, o tempo de uma linha é o da sua chegada.',
    ],
  },
  LINE_WITHOUT_TAB: {
    message: 'Uma linha não tem tab, que deveria estar depois do seu tempo.',
    hints: [
      'Com --event-time cada linha começa com o seu tempo e um tab, como: 2026-01-31 12:00:00<Tab>algumas palavras',
    ],
  },
  SPOOL_NOT_LOCAL: {
    message: '--spool é "{spool}", que não é uma pasta desta máquina.',
    hints: ['O que espera por RAW precisa estar em um disco sempre disponível, mesmo sem rede.'],
  },
  SPOOL_DAMAGED: {
    message: 'O spool do ingest-twitter está danificado: {file}.',
    hints: [
      'Ele guarda posts que ainda não estão em RAW e o ponto em que a leitura continua.',
      'Para seguir sem ele, mova a pasta para outro lugar: posts já lidos podem então ser lidos, e pagos, de novo.',
    ],
  },
  RAW_IN_USE: {
    message: 'Outro xpto ingest-twitter (processo {pid}) preenche {spool}.',
    hints: ['Encerre-o primeiro. Se esse processo não existe, remova {file}.'],
  },
  X_CAP: {
    message: 'O X não entrega mais posts neste mês: o limite de uso foi atingido.',
    hints: ['O que foi lido está em RAW. O limite do mês está na página Usage do console de desenvolvedor do X.'],
  },
  BUDGET_SPENT: {
    message: 'O limite desta execução foi atingido: {posts} posts lidos, que custam US$ {usd}.',
    hints: [
      'O que foi lido está em RAW, e a próxima execução continua a partir daí.',
      'Para ler mais em uma execução: --max-usd e --max-posts.',
    ],
  },
  BUDGET_BELOW_PAGE: {
    message: 'O limite desta execução permite ainda {left} posts, e uma busca no X entrega {page} ou mais de uma vez.',
    hints: [
      'Posts lidos: {posts}, que custam US$ {usd}. Eles estão em RAW, e a próxima execução continua a partir daí.',
      'Para ler mais em uma execução: --max-usd e --max-posts.',
    ],
  },
  X_UNAUTHORIZED: {
    message: 'O X não aceita o token.',
    hints: [
      'Deve ser o bearer token de um app, no ambiente como X_BEARER_TOKEN, ou em um arquivo: --token-file ARQUIVO',
      'Sem conta: npx xpto twitter-replay, e aqui --source replay',
    ],
  },
  X_REFUSED: {
    message: 'O X recusa o pedido ({status}): {detail}',
  },
  X_SECOND_CONNECTION: {
    message: 'O stream deste app está aberto em outro lugar, e o X permite uma conexão por vez.',
    hints: [
      'Outro programa, ou outra máquina, escuta com o mesmo token? Encerre-o, ou use aqui --source search.',
      'Um que foi morto é esquecido pelo X depois de mais ou menos um minuto.',
    ],
  },
  NO_TOKEN: {
    message: 'O X pede um token, e não há nenhum.',
    hints: [
      'Ponha o bearer token do seu app no ambiente como X_BEARER_TOKEN, ou em um arquivo: --token-file ARQUIVO',
      'Sem conta: npx xpto twitter-replay, e aqui --source replay',
    ],
  },
  TOKEN_UNREADABLE: {
    message: 'Não há token em {source}.',
    hints: ['É uma linha: o bearer token do seu app, da página Keys and tokens do console de desenvolvedor do X.'],
  },
  JETSTREAM_REFUSED: {
    message: '{host} não dá um stream do Bluesky: responde com {status}.',
    hints: ['Outro, com --jetstream: wss://jetstream1.us-west.bsky.network/subscribe'],
  },
  PROXY_UNREADABLE: {
    message: 'HTTPS_PROXY no ambiente não é o endereço de um proxy HTTP.',
    hints: ['Por exemplo: HTTPS_PROXY=http://localhost:3128. Para ir sem proxy: NO_PROXY=api.x.com'],
  },
  RECHECK_IS_OF_X: {
    message: '--recheck procura posts no X; os do Bluesky não estão lá.',
    hints: ['--source bluesky fica sabendo do que é apagado na hora, enquanto roda.'],
  },
  QUERY_UNREADABLE: {
    message: 'A consulta "{query}" não pode ser lida: {problems}.',
    hints: [
      'Palavras, "frases", OR, -palavra, (grupos), #tag, lang:pt, is:reply: como no X. Por exemplo: (presidente OR lula) lang:pt',
    ],
  },
  OPTION_NOT_A_WEB_SOCKET: {
    message: '{option} é "{value}", que não é o endereço de um WebSocket.',
    hints: ['Por exemplo: {option} wss://jetstream1.us-west.bsky.network/subscribe'],
  },
  OPTION_NOT_USD: {
    message: '{option} é "{value}", que não é uma quantia em dólares.',
    hints: ['Por exemplo: {option} 2.50'],
  },
  OUTPUT_FAILED: {
    message: 'Não foi possível escrever na saída padrão: {reason}.',
    hints: ['O disco está cheio?'],
  },
  UNKNOWN_INPUT: {
    message: '"{input}" não é uma entrada: só - é, a entrada padrão.',
    hints: ['Para ler um arquivo: npx xpto {command} - < file.txt'],
  },
};
