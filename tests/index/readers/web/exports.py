"""Lists as programs export them, with invented content; {base} is where the pages are."""

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Subscriptions</title></head><body>
<outline text="News" title="News">
 <outline type="rss" text="The Harbour Wire" xmlUrl="{base}/feed.xml" htmlUrl="{base}/"/>
 <outline type="rss" text="Again &amp; again" xmlUrl="{base}/feed.xml"/>
</outline>
<outline type="rss" text="Without an address"/>
<outline text="A page" type="link" url="{base}/a"/>
</body></opml>"""

ADDRESSES = """# To read at the weekend
{base}/a

- <{base}/b>   # the second one
{base}/a?utm_source=mail
"""

POCKET = """title,url,time_added,tags,status
"Bridge closed, again",{base}/a,1716186000,bridge|karsk,unread
{base}/b,{base}/b,1716186001,,archive
"""

POCKET_HTML = """<!DOCTYPE html>
<html><!--So long and thanks for all the fish--><head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /><title>Pocket Export</title>
</head><body><h1>Unread</h1><ul>
<li><a href="{base}/a" time_added="1716186000" tags="bridge">Bridge closed again</a></li>
<li><a href="{base}/b" time_added="1716186001" tags="">The second</a></li>
</ul></body></html>"""

INSTAPAPER = """URL,Title,Selection,Folder,Timestamp,Tags
{base}/a,Bridge closed again,"In week 0 the bridge
was closed",Unread,1716186000,"[""bridge""]"
{base}/b,The second,,Archive,1716186001,[]
"""

READWISE = """Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen
Bridge closed again,{base}/a,01hy,"['bridge']",2024-05-20 06:20:00+00:00,0.4,later,True
The second,{base}/b,01hz,[],2024-05-21 06:20:00+00:00,0,new,False
A mail,mailto:reader-forwarded-email/1,01ia,[],2024-05-21 06:20:00+00:00,0,feed,False
"""

OMNIVORE = """url,state,labels,saved_at,published_at
{base}/a,SUCCEEDED,"[bridge,karsk]",1716186000000,1716180000000
{base}/b,ARCHIVED,,1716186000000,
"""

OMNIVORE_JSON = """[
 {{"id": "1", "slug": "bridge-18f", "title": "Bridge closed again", "description": "In week 0",
  "author": "Ana Ruiz", "url": "{base}/a", "state": "Active", "readingProgress": 0,
  "labels": ["bridge"], "savedAt": "2024-05-20T06:20:00.000Z"}},
 {{"id": "2", "slug": "second-18f", "title": "The second", "url": "{base}/b", "labels": []}}
]"""

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file. -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE><H1>Bookmarks Menu</H1>
<DL><p>
    <DT><H3 ADD_DATE="1716186000" PERSONAL_TOOLBAR_FOLDER="true">Bar</H3>
    <DL><p>
        <DT><A HREF="{base}/a" ADD_DATE="1716186000" ICON="data:image/png;base64,iVBO">Bridge</A>
        <DT><A HREF="javascript:void(0)" ADD_DATE="1716186000">Zoom</A>
    </DL><p>
    <DT><A HREF="{base}/b" TAGS="karsk">Zweite &amp; letzte</A><DD>A note
    <DT><A FEEDURL="{base}/feed.xml" HREF="{base}/">Live</A>
</DL>"""

CSL = """[
 {{"id": "ruizBridge2024", "type": "article-newspaper", "title": "Bridge closed again",
  "container-title": "The Harbour Wire", "URL": "{base}/a", "language": "en",
  "author": [{{"family": "Ruiz", "given": "Ana"}}, {{"literal": "Karsk Press Office"}}],
  "issued": {{"date-parts": [["2024", 5, 20]]}}, "accessed": {{"date-parts": [["2024", 5, 21]]}}}},
 {{"id": "falk2023", "type": "article-journal", "title": "Ferries of the Orry", "URL": "{base}/b"}},
 {{"id": "lind1998", "type": "book", "title": "A history of Karsk"}}
]"""

RIS = """TY  - NEWS
TI  - Bridge closed again
AU  - Ruiz, Ana
AU  - Falk, Ida
T2  - The Harbour Wire
DA  - 2024/05/20/
PY  - 2024
UR  - {base}/a
L1  - files/12/report.pdf
ER  -\x20

TY  - JOUR
TI  - Ferries of the Orry
UR  - {base}/b
ER  -\x20

"""

BIBTEX = """
@article{{ruiz_bridge_2024,
\ttitle = {{{{Bridge}} closed again: {{K}}\\"arsk waits}},
\turl = {{{base}/a}},
\tjournal = {{The Harbour Wire}},
\tauthor = {{Ruiz, Ana and Falk, Ida}},
\tmonth = may, year = {{2024}}, day = {{20}},
\tfile = {{Full Text PDF:files/12/report.pdf:application/pdf;Outside:/etc/hosts:text/plain}},
}}

@misc{{second,
\ttitle = {{The second}},
\thowpublished = {{\\url{{{base}/b}}}},
}}
"""
