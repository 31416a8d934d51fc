"""The words of the frame of the site in the official languages of the United Nations.

Nothing is translated here: words that have no source in a language stay English, and are marked as English.
"""

from markupsafe import Markup, escape

LANGUAGES = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
"""The official languages of the United Nations, each by its own name."""
RIGHT_TO_LEFT = {"ar"}
FRAME = {
    "Home": {
        "ar": "الصفحة الرئيسية",
        "zh": "主页",
        "fr": "Accueil",
        "ru": "Главная",
        "es": "Inicio",
    },
    "Search": {
        "ar": "بحث",
        "zh": "搜索",
        "fr": "Recherche",
        "ru": "Поиск",
        "es": "Buscar",
    },
    "Language equivalents": {
        "ar": "المرادفات اللغوية",
        "zh": "对等语言",
        "fr": "Équivalents linguistiques",
        "ru": "Языковые эквиваленты",
        "es": "Equivalencia en idioma",
    },
    "UNBIS Thesaurus": {
        "ar": "مكنز نظام الأمم المتحدة للمعلومات الببليوغرافية",
        "zh": "联合国书目信息系统叙词表",
        "fr": "Thésaurus UNBIS",
        "ru": "Тезаурус ЮНБИС",
        "es": "Tesauro UNBIS",
    },
}
"""Words of the site of the United Nations Library, metadata.un.org, in its own translations.

From its source: dag-hammarskjold-library/metadata-un-org, commit 2487b8a, metadata/translations.
"""


def say(language: str, words: str) -> Markup:
    """Return words of the frame in a language or, without evidence for them, in English and marked as such.

    >>> say("fr", "Search"), say("fr", "Norms"), say("en", "Norms")
    (Markup('Recherche'), Markup('<span lang="en" dir="ltr">Norms</span>'), Markup('Norms'))
    """
    if language == "en" or language in FRAME.get(words, {}):
        return escape(FRAME.get(words, {}).get(language, words))
    return Markup('<span lang="en" dir="ltr">{}</span>').format(words)


def path_of(language: str) -> str:
    """Return the path of the page in a language; the English one explains all of them.

    >>> path_of("en"), path_of("fr")
    ('languages.html', 'languages/fr.html')
    """
    return "languages.html" if language == "en" else f"languages/{language}.html"
