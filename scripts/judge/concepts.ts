/**
 * Words that stand for one thing in many languages, so that what is learned from one is known in all. `*` takes any
 * ending, `_` joins a phrase of two or three words; writing without spaces is looked for anywhere.
 */
export const concepts: Readonly<Record<string, string>> = {
  ignore: `
    ignor* disregard* forget* forgot neglect* overlook* bypass* overrid* overrul* discard* dismiss* abandon* nevermind pay_no_attention do_not_follow
    don_t_follow stop_following skip* circumvent* revok* unlearn* set_aside throw_away cancel*
    ignorier* vergiss vergessen missacht* uberspring* umgeh* beachte_nicht verwirf* lass_ausser
    ignore* oublie* neglige* ne_tiens_pas fais_abstraction contourn* ne_suivez_pas
    ignora* olvid* desestim* descart* omit* haz_caso_omiso pasa_por_alto no_sigas
    dimentic* trascur* tralascia* scart* non_tenere_conto non_seguire
    esquec* desconsider* desprez* descarte* nao_siga
    negeer* vergeet* sla_over
    zignoruj* ignoruj* zapomnij* pomin* odrzuc* nie_przestrzegaj
    игнорир* проигнорир* забудь* забыть отбрось* пренебр* не_следуй* не_обращай_внимания отмени*
    ігнору* проігнору* забудь* відкинь* знехтуй*
    zapomen* zapomn* nedbej* preskoc*
    uita* nesocot* nu_tine_cont
    glom strunta bortse glem se_bort unohda* jata_huomiotta
    yoksay* goz_ardi* unut* gormezden dikkate_alma
    تجاهل* تجاهلوا انس انسى اهمل تجاوز
    نادیده فراموش_کن* توجه_نکن
    התעלם* תתעלם* שכח* להתעלם
    अनदेखा* अनदेखी* नजरअंदाज* नज़रअंदाज* भूल_जा* भूल_जाओ उपेक्षा* इग्नोर*
    উপেক্ষা* ভুলে_যা* অগ্রাহ্য*
    abaikan* lupakan* hiraukan* acuhkan
    bỏ_qua quên_đi phớt_lờ quên_hết
    αγνόησ* αγνοήσ* ξέχασ* ξεχάστε παράβλεψ*
    puuza* sahau* dharau* balewala*
    無視 忽略 忽视 忽視 忘記 忘记 忘れ 不要理会 不要理會 绕过 繞過 抛开 无视 破棄 気にせず
    무시* 잊어* 잊으* 무시하* 따르지_마*
    เพิกเฉย ละเว้น ลืม ไม่ต้องสนใจ มองข้าม ไม่ต้องทำตาม`,
  prior: `
    previous* prior above earlier preceding foregoing former initial* original* existing preexisting past before
    vorherig* bisherig* fruher* obig* vorangegangen* ursprunglich* zuvor vorig* alte
    precedent* anterieur* ci-dessus dessus initial* auparavant d_avant
    anterior* previa* previo* precedente* de_arriba original* arriba
    precedent* sopra inizial* antecedent*
    anterior* acima previas previos
    vorige eerdere voorgaande bovenstaande oorspronkelijke
    poprzedni* wczesniejsz* powyzsz* dotychczasow*
    предыдущ* прежни* прежде вышеуказан* выше ранее преды* изначальн* прошл*
    попередн* вищенаведен* вище раніше
    predchoz* predesl* vyse drivejs* puvodn*
    anterioare precedente mai_sus
    tidigare foregaende ovan tidligere foregaende ovenfor aiemm* edelli* ylla
    onceki* yukaridaki daha_once evvelki
    السابق* اعلاه سابق* الاصلي*
    قبلی قبل پیشین بالا
    הקודמ* קודמ* לעיל
    पिछल* पहले पूर्व उपरोक्त ऊपर
    আগের পূর্ববর্তী উপরের
    sebelumnya terdahulu di_atas
    trước_đó trước trên ở_trên
    προηγούμεν* παραπάνω αρχικ*
    awali yaliyotangulia hapo_juu kabla
    之前 以前 上述 上面 先前 前述 此前 前の 上記 これまで 以前の 既有 原来 原先
    이전* 앞선* 위의 앞의 기존*
    ก่อนหน้า ข้างต้น ก่อนหน้านี้ เดิม`,
  all: `
    all every everything any anything entire whole whatever
    alle alles saemtliche samtliche jede tous tout toute toutes todo todos todas toda tutti tutte tutto tudo
    wszystk* все всё весь всех всі всіх vsechn* toate totul allt kaikki tum butun hepsi her_sey
    كل جميع كافة همه تمام כל सभी सब सारे সব সকল semua segala seluruh tất_cả toàn_bộ mọi ολα όλες όλα όλους yote zote
    所有 全部 一切 任何 すべて 全て 全ての あらゆる 모든 모두 전부 ทั้งหมด ทุก`,
  instruction: `
    instruction* rule rules directive* guideline* command commands order orders directions constraint* restriction* regulation* limitation* guidance
    anweisung* anordnung* befehl* regel regeln vorgabe* richtlinie* instruktion* auftrag einschrankung*
    consigne* directive* regle* ordre ordres commande* restriction*
    instruccion* indicacion* orden ordenes regla reglas directriz directrices restriccion*
    istruzion* regole regola direttiv* ordini comand* linee_guida restrizion*
    instrucao instrucoes instru* regra* ordens diretriz* orientac* comando* restric*
    instructie* regels opdracht* richtlijn* aanwijzing* bevel* voorschriften
    instrukcj* polecen* zasad* wytyczn* rozkaz* regul* ograniczen*
    инструкц* указани* правил* команд* приказ* директив* ограничени* распоряжени*
    інструкц* вказівк* правил* наказ* обмежен*
    instrukc* pokyn* pravidl* prikaz*
    instructiun* reguli regulile comenzi
    instruktion* regler anvisning* ordrer ohjeet ohjeita saannot maaraykset
    talimat* kural* komut* emir* yonerge* kisitlama*
    تعليمات التعليمات اوامر الاوامر قواعد القواعد توجيهات ارشادات
    دستور* دستورالعمل* قوانین
    הוראות ההוראות כללים הנחיות ההנחיות
    निर्देश* आदेश* नियम* अनुदेश*
    নির্দেশ* আদেশ* নিয়ম*
    instruksi* perintah* aturan* arahan*
    hướng_dẫn chỉ_dẫn chỉ_thị mệnh_lệnh quy_tắc lệnh
    οδηγι* εντολ* κανόν* κανον*
    maagizo maelekezo amri kanuni sheria
    指令 指示 说明 說明 命令 规则 規則 指引 ルール 规定 限制 指南 制約
    지시* 명령* 지침* 규칙* 안내 제한
    คำสั่ง คำแนะนำ กฎ ข้อกำหนด ข้อจำกัด`,
  prompt: `
    prompt prompts preprompt system_prompt system_message system_instructions initial_prompt eingabeaufforderung systemprompt system-prompt промпт* подсказк* 提示词 提示詞 系统提示 プロンプト 프롬프트* พรอมต์ موجه प्रॉम्प्ट invite_systeme`,
  system: `system systems system's systeme sistem* systemu систем* النظام نظام سیستم מערכת सिस्टम প্রণালী hệ_thống συστημα 系统 系統 システム 시스템* ระบบ`,
  now: `
    now henceforth from_now_on starting_now from_here_on ab_jetzt jetzt von_nun_an ab_sofort desormais maintenant a_partir_de ahora de_ahora_en d_ora_in ora adesso agora vanaf_nu nu
    teraz od_teraz od_tej_pory теперь сейчас отныне с_этого_момента тепер відтепер nyni od_ted acum de_acum fran_och_med simdi bundan_sonra artik الان من_الان اکنون از_این_پس עכשיו מעתה अब अब_से এখন sekarang mulai_sekarang bây_giờ từ_bây_giờ kể_từ_bây τωρα απο_τωρα sasa kuanzia_sasa
    现在 現在 从现在 從現在 今から これから 从此 지금* 이제* 앞으로* ตอนนี้ จากนี้ ต่อจากนี้`,
  instead: `instead rather stattdessen a_la_place plutot au_lieu en_su_lugar en_cambio en_vez invece em_vez em_vez_disso ao_inves in_plaats_daarvan zamiast вместо замість misto_toho in_schimb istallet i_stedet sen_sijaan bunun_yerine yerine بدلا به_جای במקום इसके_बजाय बजाय পরিবর্তে sebagai_gantinya thay_vào_đó αντι badala 而是 改为 改為 代わりに 대신* แทน`,
  you: `you your yours yourself u du dein* deine* dich dir sie ihr* ihre* tu te ton ta tes vous votre vos toi usted tu tus su voce seu seus teu jij je jouw uw u ty twoj* pan ты вы твои твой твоя тебя вас ваш* ти твої ваші dig din dit sen senin sizin siz انت لك شما تو אתה את आप आपके आपको तुम আপনি তুমি kamu anda bạn của_bạn σου εσύ wewe yako 你 您 あなた 君 お前 당신* 너 너의 너는 คุณ`,
  must: `must should shall required mandatory obey* comply complies adhere* strictly obligat* musst mussen sollst sollen dois devez doit debes debe deve devi devem moet musisz nalezy должен должны обязан* повинен musis trebuie maste skal zorunda* gerek* يجب باید חייב चाहिए करना_होगा অবশ্যই harus wajib phải cần_phải πρέπει lazima 必须 必須 务必 務必 なければならない べき 必ず 반드시 해야* ต้อง จำเป็น`,
  act: `
    act acting pretend* roleplay* role-play* role_play simulate* simulat* behave impersonate* play_the_role take_the_role assume_the_role persona personas character take_on_the
    verhalte* handle_als spiel* agier* tu_so schlupf* benimm rolle
    agis agissez fais_semblant comporte* joue_le_role faites_comme role
    actua* finge* comporta* interpreta* haz_de rol papel
    agisci fingi comportati recita interpreta
    aja atue finja comporte-se papel
    gedraag doe_alsof speel
    zachowuj* udawaj* wciel* graj_role rola
    веди_себя притворись представь действуй роль сыграй поведи
    поводься уяви прикидайся
    chovej_se predstirej hraj
    comporta-te prefa-te
    agera lat_som spela opptre late_som
    davran* rol_yap taklit_et oyna rolunu
    تصرف تظاهر العب_دور تقمص
    وانمود نقش رفتار_کن
    העמד_פנים תתנהג
    अभिनय नाटक व्यवहार भूमिका कार्य_करो
    অভিনয় ভূমিকা
    berperan* bertindak* berpura-pura
    đóng_vai giả_vờ hành_động_như
    παριστάνε* προσποιήσου συμπεριφέρσου
    jifanye tenda_kama
    扮演 假装 假裝 充当 充當 模拟 模擬 演じ ふりをし 振る舞 ロールプレイ なりきって 角色
    연기* 행동* 역할* 척해* 가장해*
    แสดง สวมบทบาท แกล้ง ทำตัวเป็น`,
  unrestricted: `
    unrestricted uncensored unfiltered unlimited unbound jailbr* dan do_anything_now no_restrictions no_limits no_rules no_limitations without_restrictions without_limitations without_limits without_any_restrictions without_filter* no_filter* without_rules amoral unethical unrestrained freed liberat* broken_free anything_goes no_longer_bound not_bound godmode god_mode evil
    uneingeschrankt* unzensiert* ungefiltert* ohne_einschrankung* ohne_beschrankung* ohne_regeln ohne_filter
    sans_restriction* sans_limite* sans_censure sans_filtre* sans_regles
    sin_restricciones sin_limites sin_censura sin_filtros sin_reglas sin_limitaciones
    senza_restrizioni senza_limiti senza_filtri senza_censura senza_regole
    sem_restricoes sem_limites sem_censura sem_filtros sem_regras
    zonder_beperkingen zonder_regels ongefilterd
    bez_ograniczen bez_cenzury bez_zasad bez_filtrow
    без_ограничени* без_цензуры без_правил без_фильтр* неограниченн*
    без_обмежень без_цензури
    bez_omezeni bez_cenzury
    fara_restrictii fara_limite
    utan_begransningar utan_restriktioner uden_begrænsninger
    kisitlamasiz sinirsiz* sansursuz kuralsiz filtresiz
    بدون_قيود بلا_قيود دون_قيود بدون_محدودیت
    ללא_הגבלות
    बिना_किसी_प्रतिबंध बिना_प्रतिबंध प्रतिबंध*
    tanpa_batasan tanpa_sensor tanpa_filter
    không_giới_hạn không_hạn_chế
    χωρίς_περιορισμούς bila_vikwazo
    不受限制 没有限制 沒有限制 无限制 無限制 不受任何 没有任何限制 越狱 制限なし 制限のない 無制限
    제한_없* 제한이_없* 제약_없* 무제한
    ไม่มีข้อจำกัด ไร้ข้อจำกัด`,
  not: `not no never don t cannot don't dont won't nicht kein* niemals nie ne pas jamais ningun* nunca non mai nao niet geen nie не ни нет никогда ні ніколи ne nu niciodata inte aldrig ikke degil asla لا لم لن نه هرگز לא אל नहीं मत না jangan tidak không đừng μην δεν usi hapana 不 不要 别 勿 不会 ません ない しないで 안 않* 말고 마라 마세요 ไม่ อย่า ห้าม`,
  answer: `
    say says respond* answer* repl* tell write output respond_with reply_with just_say only_say
    sag sage sagen antworte* schreib* gib_aus reponds repondez dis dites ecris ecrivez responde* di diga contesta* escribe* rispond* dici scrivi diga responda escreva antwoord zeg schrijf
    odpowiedz* napisz powiedz ответь* отвечай* скажи* напиши* відповід* скажи odpovez* raspunde* spune svara sag svar cevap* yanit* soyle yaz قل اجب اكتب پاسخ بگو ענה תגיד जवाब कहो कहें बताओ लिखो উত্তর বলো jawab* katakan tulis* trả_lời nói viết απάντησε πες jibu sema
    说 回答 回复 输出 輸出 答え 言って 出力 返答 书写 대답* 답해* 말해* 출력* ตอบ พูด เขียน`,
  reveal: `
    reveal* disclose* display* repeat* expose* dump print leak* show share list_all recite unveil verbatim word_for_word spell_out echo
    offenbar* enthull* zeig* verrat* wiederhol* nenne gib_preis drucke wortlich
    revele* montre* affiche* divulgue* repete* partage*
    revela* muestra* muestre* repite* divulga* imprime comparte
    rivela* mostra* ripeti* divulga* stampa svela
    revele* mostre* repita* exiba divulgue imprima
    onthul* toon laat_zien herhaal*
    ujawnij* pokaz* powtorz* wyswietl* zdradz*
    раскрой* покажи* повтори* выведи* открой_мне процитируй выдай
    розкрий* покажи* повтори* виведи*
    odhal* ukaz* zopakuj* vypis*
    dezvalui* arata* repeta*
    avsloja* visa upprepa* vis gjenta afslor gentag
    goster* acikla* tekrarla* ifsa yazdir*
    اكشف اظهر اعرض كرر اطبع افصح
    نشان_بده فاش تکرار
    חשוף הצג חזור_על
    दिखा* प्रकट* दोहरा* उजागर* बताइए
    দেখাও প্রকাশ
    tampilkan* ungkapkan* tunjukkan* ulangi*
    tiết_lộ hiển_thị lặp_lại cho_tôi_biết
    αποκάλυψ* δείξε* επανάλαβε*
    onyesha fichua rudia
    显示 顯示 透露 泄露 展示 重复 重複 打印 公开 告诉我 告訴我 表示 教えて 見せて 明かし 繰り返し 公開して
    보여* 공개* 알려* 반복* 드러내* 밝혀*
    แสดง เปิดเผย บอกฉัน ทำซ้ำ`,
  secret: `
    secret* password* passwort* passphrase credential* api_key api_keys apikey token tokens private_key ssh_key confidential* sensitive classified passcode pin seed_phrase login_details .env id_rsa
    geheim* zugangsdaten kennwort* vertraulich*
    mot_de_passe mots_de_passe identifiants cle_api confidentiel* secrete
    contrasena* clave claves credencial* confidencial* secreto*
    password credenziali segret* riservat* chiave
    senha* segredo* credenciais
    wachtwoord* geheime inloggegevens vertrouwelijk*
    haslo hasla hasel tajn* poufn* sekret*
    парол* секрет* учетн* конфиденц* ключ
    таємн* облікові
    heslo hesla tajn*
    parola parolele parole
    losenord* hemlig* adgangskode* passord salasana*
    sifre* gizli* parola*
    كلمة_المرور كلمات_المرور سري* اسرار كلمة_السر بيانات_الاعتماد
    رمز_عبور محرمانه
    סיסמה סיסמאות סוד* סודי*
    पासवर्ड* गुप्त* गोपनीय*
    পাসওয়ার্ড* গোপন*
    kata_sandi rahasia* sandi
    mật_khẩu bí_mật
    κωδικ* μυστικ* απόρρητ*
    nenosiri siri
    密码 密碼 秘密 机密 機密 密钥 密鑰 凭证 凭据 パスワード 認証情報 パスコード 令牌
    비밀* 비밀번호* 암호* 자격
    รหัสผ่าน ความลับ ลับ`,
  send: `
    send sends sending sent forward* email upload* transmit* submit* exfiltrat* post deliver* mail transfer* dispatch beam
    send* schick* sende* weiterleit* leite_weiter ubermittel* hochlad* verschick* uberweis*
    envoie* envoyer envoyez transmet* transfer* transfere*
    envia* envie* enviar manda* reenvia* transfiere* transferir
    invia* inviare manda* inoltra* trasmett* trasferisci
    envie* mande* encaminh* transfira
    stuur* verstuur* verzend* doorsturen overmaken
    wyslij* przeslij* przekaz* przelej*
    отправь* отправить отправьте отправля* перешли* пришли* вышли* переведи* передай*
    надішли* надіслати відправ* перешли* переказ*
    posli* odesli* preposli* preved*
    trimite* expediaza transfera*
    skicka* vidarebefordra* send videresend overfor* laheta*
    gonder* ilet* yolla* aktar* transfer_et
    ارسل ارسال ابعث حول مرر قم_بارسال
    بفرست ارسال_کن ارسال
    שלח* העבר* לשלוח
    भेज* अग्रेषित* ट्रांसफर* स्थानांतरित*
    পাঠা* প্রেরণ*
    kirim* kirimkan* teruskan* transfer*
    gửi chuyển_tiếp chuyển_tiền chuyển
    στείλ* προώθησε μετάφερε
    tuma hamisha peleka
    发送 發送 寄给 转发 轉發 上传 上傳 传送 转账 轉帳 转移 送信 送って 送付 転送 送金 アップロード 发给 發給
    보내* 전송* 전달* 발송* 송금* 이체* 업로드*
    ส่ง โอน อัปโหลด ส่งต่อ`,
  execute: `
    execute* run runs install* download* launch* invoke* curl wget bash powershell sudo eval exec pip npx rm script* command_line
    fuhre_aus ausfuhren fuhre installier* herunterlad* lade starte
    execute* lance* installe* telecharg* exécut*
    ejecut* instala* descarga* corre
    esegui* esegui installa* scarica* avvia
    execute* instale* baixe* rode
    voer_uit uitvoeren installeer download
    uruchom* wykonaj* zainstaluj* pobierz*
    выполни* запусти* установи* скачай* исполни*
    виконай* запусти* завантаж* встанови*
    spust* proved* nainstaluj* stahni*
    executa* ruleaza* instaleaza* descarca*
    kor installera ladda_ner udfør installer
    calistir* yurut* yukle* indir* kur
    نفذ شغل ثبت حمل قم_بتنفيذ اجرا نصب
    הרץ בצע התקן הורד
    चलाओ चलाएं निष्पादित* इंस्टॉल* डाउनलोड*
    jalankan* eksekusi* instal* unduh*
    thực_thi thực_hiện chạy cài_đặt tải_xuống
    εκτέλεσ* εγκατάστησε τρέξε κατέβασε
    endesha tekeleza sakinisha pakua
    执行 執行 运行 運行 安装 安裝 下载 下載 実行 インストール ダウンロード 启动
    실행* 설치* 다운로드* 수행*
    ดำเนินการ รัน ติดตั้ง ดาวน์โหลด เรียกใช้`,
  destroy: `
    delete* remove* erase* wipe* destroy* disable* deactivate* unlock* drop_table reset revoke terminate shut_down turn_off format
    losch* entfern* deaktivier* entsperr* zerstor*
    supprime* efface* desactive* deverrouill* detrui*
    elimina* borra* desactiva* desbloque* destruye*
    cancella* elimina* disattiva* sblocca*
    exclua* apague* remova* desative* desbloque* delete*
    verwijder* wis schakel_uit ontgrendel*
    usun* skasuj* wylacz* odblokuj*
    удали* сотри* отключи* разблокируй* уничтожь*
    видали* зітри* вимкни* розблокуй*
    smaz* odstran* vypni odemkni
    sterge* dezactiveaza* deblocheaza*
    ta_bort radera* slett slet deaktiver*
    sil silin* devre_disi kaldir* kilidini_ac
    احذف امسح عطل ازل افتح_قفل حذف پاک_کن
    מחק הסר השבת
    हटा* मिटा* डिलीट* अनलॉक* अक्षम*
    hapus* nonaktifkan* buka_kunci
    xóa xoá vô_hiệu_hóa mở_khóa
    διάγραψ* διέγραψ* απενεργοποίησ* ξεκλείδωσ*
    futa ondoa zima fungua
    删除 刪除 移除 禁用 停用 解锁 解鎖 清除 削除 消去 無効に 解除
    삭제* 제거* 비활성화* 잠금_해제* 해제*
    ลบ ปิดใช้งาน ปลดล็อก`,
  money: `
    money bank payment* pay bitcoin btc ethereum wallet crypto* invoice purchase* buy withdraw* dollars account_number paypal venmo gift_card* iban fund funds
    geld konto zahl* bezahl* kauf* uberweisung rechnung euro argent compte paie* paye* achat achet* virement facture dinero cuenta pago* pague* compra* factura conto denaro pag* acquist* bonifico fattura dinheiro conta compre fatura rekening betaal* koop pieniadze przelew konta zaplac* kup faktur*
    деньги денег счет счёт оплат* плат* купи* перевод гроші рахунок сплат* penize ucet zaplat* koupi* bani cont plat* pengar konto betala* penge para hesap* odeme* satin_al* المال حساب الحساب ادفع دفع اشتر פقط پول حساب خرید כסף חשבון תשלום पैसे खाता खाते भुगतान* खरीद* uang rekening bayar* beli* tiền tài_khoản thanh_toán mua χρήματα λογαριασμ* πληρωμ* pesa akaunti lipa nunua
    钱 付款 账户 賬戶 银行 銀行 汇款 購買 购买 支付 お金 口座 支払 購入 돈 계좌* 결제* 지불* 구매* เงิน บัญชี ชำระ ซื้อ`,
  access: `access* grant* permission* authoriz* authoris* retrieve* fetch* zugriff* zugang gewahr* berechtig* acces autoris* accorde* acceso acced* conced* otorga* accedi* accesso conceda acesso acess* toegang dostep* udziel* доступ* разреш* предостав* pristup* povol* permite* atkomst tilgang adgang eris* izin* الوصول وصول امنح صلاحية دسترسی גישה הרשאה पहुंच* अनुमति* एक्सेस* akses* izinkan* truy_cập cấp_quyền πρόσβαση ufikiaji idhini ruhusa 访问 存取 权限 授权 授予 获取 アクセス 権限 許可 取得 접근* 액세스* 권한* 허용* เข้าถึง อนุญาต สิทธิ์`,
  me: `me my mine i i'm our us mein* meine* mir ich unser* mon ma mes moi mi mis mio mia miei meu minha meus minhas mijn mij moj* mnie moi мне мой мои мою моей моего меня мені мої muj mi meu mea min mig benim bana لي بي من شخصي به_من שלי לי मेरे मेरा मुझे मेरी আমার আমাকে saya aku tôi của_tôi μου μένα yangu mimi 我 我的 私 私の 俺 나 내 나의 저의 나에게 저에게 ฉัน ผม`,
  user: `user users user's human owner customer* victim client* operator benutzer* nutzer* kunde* utilisateur* client usuario* cliente* utente utenti utilizador gebruiker* uzytkownik* пользовател* владел* користувач* uzivatel* utilizator* anvandar* bruger* kullanici* المستخدم مستخدم کاربر משתמש* उपयोगकर्ता* यूज़र pengguna người_dùng χρήστη* mtumiaji 用户 用戶 使用者 ユーザー 利用者 사용자* ผู้ใช้`,
  ai: `ai a.i llm llms gpt chatgpt chatgpt's claude gemini copilot bard llama assistant assistants chatbot bot bots language_model large_language_model ai_assistant ai_agent agent agents openai anthropic ai_model ki ia sprachmodell* assistent* modele_de_langage assistente asistente* modelo_de_lenguaje modello_linguistico asystent* ии ассистент* помощник* нейросет* чат-бот* ші помічник asistent* yapay_zeka asistan* الذكاء_الاصطناعي مساعد المساعد هوش_مصنوعی דستیار עוזר एआई सहायक কৃত্রিম asisten trợ_lý βοηθ* msaidizi 人工智能 助手 助理 语言模型 語言模型 机器人 アシスタント 人工知能 言語モデル 어시스턴트* 인공지능* 챗봇* 도우미 ผู้ช่วย ปัญญาประดิษฐ์`,
  hide: `secretly silently quietly covertly discreetly without_telling without_informing without_notifying without_asking without_confirmation do_not_mention don_t_mention do_not_tell don_t_tell never_mention do_not_reveal do_not_inform without_mentioning do_not_notify hide conceal heimlich ohne_zu_fragen unbemerkt verschweig* en_secret discretement sans_demander sans_en_parler en_secreto sin_avisar sin_preguntar sin_decir no_menciones no_digas di_nascosto senza_dire senza_chiedere em_segredo sem_avisar sem_perguntar stiekem zonder_te_vragen potajemnie bez_pytania nie_mow тайно незаметно не_говори* не_сообщай* не_упоминай* без_ведома таємно не_кажи tajne potaji gizlice haber_verme* سرا بصمت دون_اخبار لا_تخبر مخفیانه בסתר चुपके* बिना_बताए diam-diam tanpa_memberi bí_mật_gửi κρυφά kwa_siri 偷偷 秘密地 悄悄 不要告诉 不要提及 不要告訴 こっそり 密かに 知らせず 言わないで 몰래 비밀리* 알리지_말* แอบ โดยไม่บอก`,
  urgent: `important importantly urgent* immediately critical attention warning asap emergency crucial mandatory alert wichtig* dringend* sofort* achtung urgence immediatement attention importante urgente inmediatamente atencion immediatamente attenzione imediatamente atencao belangrijk onmiddellijk dringend wazne pilne natychmiast uwaga важно срочно немедленно внимание важливо терміново негайно увага dulezite okamzite pozor urgent imediat viktigt omedelbart vigtigt onemli acil* hemen derhal dikkat مهم عاجل فورا انتباه فوری חשוב דחוף מיד महत्वपूर्ण तुरंत ज़रूरी ध्यान গুরুত্বপূর্ণ জরুরি penting segera mendesak perhatian quan_trọng ngay_lập_tức khẩn_cấp chú_ý σημαντικό επείγον αμέσως muhimu haraka mara_moja 重要 紧急 緊急 立即 立刻 马上 注意 至急 今すぐ 直ちに 중요* 긴급* 즉시 주의 สำคัญ ด่วน ทันที เร่งด่วน`,
  authority: `admin* administrator* developer developers root superuser authorized official management security_team ceo supervisor maintainer creator engineer verified privileged autorisiert* entwickler* administrateur* developpeur* autorise* administrador* desarrollador* autorizado* amministratore sviluppatore autorizzato desenvolvedor beheerder ontwikkelaar programist* админ* разработчик* уполномочен* розробник* spravce vyvojar* dezvoltator* utvecklare yonetici* gelistirici* yetkili المسؤول المطور المدير مدیر توسعه_دهنده מנהל מפתח व्यवस्थापक डेवलपर pengembang quản_trị_viên nhà_phát_triển διαχειριστ* προγραμματιστ* msimamizi 管理员 管理員 开发者 開發者 开发人员 管理者 開発者 관리자* 개발자* ผู้ดูแลระบบ นักพัฒนา`,
  mode: `mode modus modo modalita tryb* режим* rezim mod modu الوضع وضع حالت מצב मोड chế_độ λειτουργία hali 模式 モード 모드* โหมด`,
  fiction: `hypothetic* fiction* story novel imagine* scenario game thought_experiment movie play parallel_universe stell_dir_vor imagina* imagine suppose* immagina* imagine verbeeld wyobraz* представь* гипотет* вообрази* уяви* imaginati-va hayal_et* varsayalim تخيل فرض_کن דמיין कल्पना* bayangkan* tưởng_tượng φαντάσου fikiria 假设 想象 虚构 假如 想像 仮定 小説 가상* 상상* 소설 สมมติ จินตนาการ`,
  ethics: `ethic* moral* illegal* harmful legal* offensive* censor* filter* safety guardrail* safeguard* content_policy policies policy inappropriate taboo ethik* moralisch* illegal* sicherheits* ethique* etic* morales ilegal* segurid* etyczn* moraln* nielegaln* этик* этичес* мораль* незаконн* безопасност* фильтр* етик* безпек* ahlak* etik* yasadis* guvenlik* اخلاق* امان قيود القيود ایمنی אתיקה नैतिक* सुरक्षा* etika keamanan đạo_đức an_toàn ηθικ* maadili usalama 道德 伦理 倫理 安全 过滤 非法 违法 審査 モラル 違法 フィルター 윤리* 도덕* 안전* 불법* 필터* จริยธรรม ความปลอดภัย`,
  remember: `remember stay_in_character stay in_character always refuse* cannot_refuse never_refuse apologize* disclaimer* warn confirm understood acknowledge immer toujours siempre sempre altijd zawsze всегда завжди vzdy intotdeauna alltid her_zaman دائما هميشه תמיד हमेशा selalu luôn_luôn πάντα 永远 始终 总是 拒绝 拒絕 常に 拒否 항상 거부* 거절* เสมอ ปฏิเสธ`,
  task: `task tasks request requests question query objective goal mission job aufgabe* anfrage frage tache* demande* question tarea* solicitud* pregunta compito richiesta domanda tarefa* pedido pergunta taak vraag verzoek zadani* pytani* задани* задач* запрос* вопрос завдан* запит* ukol* dotaz* sarcin* intrebar* uppgift* fraga opgave* gorev* istek* soru* مهمة طلب سؤال وظیفه משימה בקשה कार्य* प्रश्न अनुरोध tugas* permintaan* pertanyaan nhiệm_vụ yêu_cầu câu_hỏi εργασία ερώτηση kazi swali ombi 任务 任務 请求 问题 問題 目标 タスク 質問 依頼 要求 작업* 요청* 질문* 임무* งาน คำขอ คำถาม`,
  please: `please kindly pls bitte veuillez s_il_vous_plait s_il_te_plait por_favor per_favore per_cortesia alsjeblieft alstublieft prosze пожалуйста прошу будь_ласка prosim va_rog snalla vennligst venligst lutfen من_فضلك رجاء يرجى الرجاء لطفا بבקשה בבקשה कृपया দয়া অনুগ্রহ tolong silakan mohon làm_ơn vui_lòng xin_vui_lòng παρακαλώ tafadhali 请 請 麻烦 ください お願い 부탁* 주세요 제발 โปรด กรุณา`,
  encode: `base64 rot13 rot-13 hex hexadecimal morse decode* decipher* encod* cipher* caesar reverse* backwards binary unicode leetspeak leet dekodier* entschlussel* decode* decodific* decodifica* odkoduj* расшифр* декодир* розшифр* 解码 解碼 编码 编码 デコード 디코딩* 인코딩*`,
  explain: `explain* describe* what how why who where when which summarize* summary discuss* compare* difference* define analyz* tips advice erklar* was wie warum beschreib* explique* quel* comment pourquoi resume* que como cuales por_que spiega* cosa come perche explique qual leg_uit wat hoe waarom wyjasnij jak co dlaczego объясни* что как почему опиши* поясни* що як чому vysvetli* jak proc explica* ce cum forklar* vad hur acikla ne nasil neden ما كيف لماذا اشرح چگونه چرا توضیح מה איך למה הסבר क्या कैसे क्यों समझा* বর্ণনা কি কেন jelaskan* apa bagaimana mengapa giải_thích là_gì như_thế_nào εξήγησ* τι πως γιατί eleza nini jinsi 解释 什么 如何 怎么 为什么 說明 説明 何 なぜ どうやって 설명* 무엇* 어떻게 왜 อธิบาย อะไร อย่างไร ทำไม`,
  translate: `translat* ubersetz* tradui* traduc* tradur* traduz* vertaal* przetlumacz* перевести переведите переклад* preloz* traduce* oversatt* oversæt* cevir* tercume* ترجم* ترجمه תרגם अनुवाद* terjemahkan* dịch μετάφρασ* tafsiri 翻译 翻譯 翻訳 번역* แปล`,
  help: `help can_you could_you would_you i_need i_want looking_for how_to how_do how_can thanks thank hilfe kannst_du konnten_sie danke aide* pouvez-vous merci ayuda* puedes gracias aiuta* puoi grazie ajud* obrigado help* kun_je dank pomoz* помоги* спасибо допоможи* pomoc* ajuta* hjalp* yardim* tesekkur* ساعد* شكرا کمک עזרה תודה मदद* धन्यवाद bantu* terima_kasih giúp cảm_ơn βοήθησε ευχαριστώ saidia asante 帮 帮助 帮忙 谢谢 手伝 ありがとう 도와* 감사* ช่วย ขอบคุณ`,
  link: `http https www url urls link links website webpage click visit browse webhook endpoint domain server besuch* klick* webseite visitez cliquez lien visita* enlace haz_clic clicca sito visite clique klik odwiedz* kliknij посети* ссылк* перейди* відвідай посиланн* navstiv* odkaz besok* lank ziyaret* tikla* baglanti* رابط الرابط زر انقر لینک קישור लिंक* वेबसाइट* क्लिक tautan kunjungi* klik liên_kết truy_cập_trang σύνδεσμο tembelea kiungo 链接 連結 网站 网址 点击 訪問 リンク サイト クリック 링크* 사이트* 방문* ลิงก์ เว็บไซต์ คลิก`,
  address: `gmail attacker evil example.com protonmail yahoo hotmail mailto email_address e-mail-adresse adresse_e-mail correo_electronico indirizzo_email endereco_de_email почт* email_adresi البريد ईमेल* 邮箱 電子郵件 电子邮件 邮件 メール 이메일* อีเมล`,
  file: `file files folder* directory document documents attachment* datei* dokument* fichier* dossier* archivo* carpeta* documento* file cartella arquivo* pasta bestand* map plik* файл* документ* папк* soubor* fisier* fil filer dosya* belge* ملف الملف ملفات مستند فایل קובץ फ़ाइल* फाइल* দলিল berkas dokumen tệp tài_liệu αρχείο* έγγραφ* faili hati 文件 档案 文档 檔案 ファイル 文書 파일* 문서* ไฟล์ เอกสาร`,
  conversation: `conversation* chat history messages context dialog* discussion gesprach* verlauf unterhaltung nachricht* conversation historique messages conversac* historial mensaj* conversazion* messagg* conversa* mensagens gesprek berichten rozmow* wiadomosc* разговор* истори* переписк* сообщени* контекст* розмов* повідомлен* zprav* konverzac* mesaj* samtal* meddelande* sohbet* gecmis* المحادثة محادثة الرسائل گفتگو שיחה बातचीत* संदेश* percakapan* pesan cuộc_trò_chuyện tin_nhắn συνομιλ* μηνύμα* mazungumzo ujumbe 对话 對話 聊天 消息 上下文 会话 会話 メッセージ 文脈 대화* 메시지* บทสนทนา ข้อความ`,
  bounds: `end begin stop start finished ended complete completed completes over ende anfang fin debut termin* inizio fine fim einde koniec poczatek конец начало кінець konec sfarsit slut bitti son نهاية بداية पایان סוף समाप्त अंत selesai akhir kết_thúc τέλος mwisho 结束 開始 结束了 终止 終了 ここまで 끝 종료* 시작* จบ สิ้นสุด`,
  text: `text sentence paragraph following below input output content phrase word words string response responses reply answer`,
  if: `if when whenever unless wenn falls si cuando se quando als jesli если когда якщо kdyz daca om eger اذا اگر אם अगर यदि যদি jika kalau nếu αν kama 如果 当 若 もし 만약* 경우 ถ้า หาก`,
  threat: `attack* injection* injections vulnerab* malicious phishing exploit* hacker* hack hacking malware ransomware threat* mitigat* prevent* security_risk adversarial angriff* sicherheitslucke* attaque* vulnerabilite* ataque* vulnerabilid* attacchi vulnerabilita atak* podatnosc* атак* уязвим* угроз* saldiri* guvenlik_acig* هجوم هجمات हमल* serangan* tấn_công επίθεσ* 攻击 漏洞 攻撃 脆弱性 공격* 취약* โจมตี ช่องโหว่`,
  example: `example examples such_as e.g for_instance quote quoted called known_as beispiel* exemple* ejemplo* esempio esempi exemplo* voorbeeld* przyklad* пример* например приклад* ornek* مثال उदाहरण* contoh* ví_dụ παράδειγμα mfano 例如 比如 例子 例えば 예를 예시* ตัวอย่าง`,
  personal: `address phone location medical health calendar contacts photo* photos records credit_card social_security bank_account personal private home adresse telefon* standort* kontakt* gesundheit* telephone dossier_medical direccion telefono ubicacion medic* contactos indirizzo posizione endereco telefone localizacao contatos adres telefoon adres* lokalizacj* адрес* телефон* местополож* контакт* медицин* календар* adresa telefon adres* konum* rehber* saglik* عنوان هاتف موقع طبي شخصي الشخصية आदرس כתובת טלפון पता फ़ोन स्थान चिकित्सा व्यक्तिगत alamat telepon lokasi medis pribadi địa_chỉ điện_thoại vị_trí cá_nhân διεύθυνση τηλέφωνο anwani simu binafsi 地址 电话 位置 医疗 个人 通讯录 住所 電話 位置情報 個人 連絡先 주소* 전화* 위치* 개인* 연락처* ที่อยู่ โทรศัพท์ ตำแหน่ง ส่วนตัว`,
  create: `create* make generate* write_a write_an compose* draft build design develop give_me provide suggest* list find calculate* convert classify* rewrite* erstell* generier* schreib_mir cree* redige* genere* donne-moi crea* genera* escribe_un scrivi_un gere* crie* maak* genereer* stworz* utworz* wygeneruj* создай* сгенерир* напиши_мне створи* vytvor* creeaza* skapa* lav olustur* uret* yaz_bana انشئ اكتب_لي بساز צור बनाओ बनाएं तैयार buat* buatkan* tạo viết_một δημιούργησ* unda 创建 生成 写一 創建 寫一 作成 作って 書いて 生成して 만들* 작성* 생성* สร้าง เขียนบทความ`,
  change: `change* set modify* modif* update* edit* replace* switch* configure* schedule* book add ander* setz* aktualisier* ersetz* plane changez modifie* remplace* met* cambia* modifica* actualiza* reemplaza* aggiorna* sostituisci* mude* altere* atualize* substitua* wijzig* verander* zmien* zaktualizuj* ustaw* измени* смени* обнови* замени* добавь* зміни* онови* заміни* zmen* nastav* schimba* andra* endre degistir* guncelle* ayarla* غير عدل حدث تغییر שנה עדכן बदल* अपडेट* सेट* ubah* perbarui* ganti* thay_đổi cập_nhật đặt άλλαξε ενημέρωσε badilisha sasisha 更改 修改 更新 设置 替换 变更 変更 更新して 設定 변경* 수정* 업데이트* 설정* เปลี่ยน แก้ไข อัปเดต ตั้งค่า`,
  believe: `you_are you_re you_will you_have du_bist sie_sind tu_es vous_etes eres usted_es tu_eres sei voce_e tu_sei jij_bent je_bent jestes ты_теперь ты_больше вы_теперь ти_тепер jsi esti du_ar sensin انت_الان أنت_الآن تو_یک אתה_עכשיו आप_अब kamu_adalah anda_adalah bạn_là bây_giờ_là είσαι wewe_ni 你是 你现在是 你現在是 您是 あなたは 당신은 너는 คุณคือ คุณเป็น`,
};
