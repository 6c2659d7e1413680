/** English words that say nothing about what a question is about; also the halves of contractions, as the index splits them. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about again all also am an and any anybody anyone anything are as at be because been before being but by can cannot could
  did do does doing don down else ever every for from get gets give go going got had has have having he her here hers him his
  how i if in into is it its just know let like ll lot make many may maybe me might mine more most much must my need no nor not
  now of off on once one only or other our ours out over own please possible quite re really s same shall she should so some
  somebody someone something still such t tell than that the their theirs them then there these they thing things this those
  through to too under until up us ve very want was we well were what when where whether which while who whom whose why will
  with without would yes you your yours
  aren couldn d didn doesn hadn hasn haven isn m mustn needn o shan shouldn wasn weren won wouldn`.split(/\s+/),
);
