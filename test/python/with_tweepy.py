"""What a student writes with tweepy, and nothing of where X is. Prints what came, as JSON."""

import json
import sys

import tweepy

QUERY = "presidente OR presidência OR presidencia"
last = sys.argv[1]
found = {}

client = tweepy.Client(bearer_token="any")
pages = tweepy.Paginator(
    client.search_recent_tweets, QUERY, max_results=100, tweet_fields=["created_at", "lang"], expansions=["author_id"]
)
tweets, users = [], {}
for page in pages:
    tweets += page.data or []
    users.update({user.id: user.username for user in page.includes.get("users", [])})
found["search"] = [[str(tweet.id), tweet.text, tweet.lang, tweet.created_at.isoformat()] for tweet in tweets]
found["authors known"] = all(tweet.author_id in users for tweet in tweets)
found["count"] = client.get_recent_tweets_count(QUERY, granularity="day").meta["total_tweet_count"]
looked = client.get_tweets([tweets[0].id, 99])
found["looked up"] = [[tweet.text for tweet in looked.data], [error["resource_id"] for error in looked.errors]]

for name, call in {
    "bad query": lambda: client.search_recent_tweets("lang:pt"),
    "too few": lambda: client.search_recent_tweets(QUERY, max_results=5),
    "no token": lambda: tweepy.Client(bearer_token="").search_recent_tweets(QUERY),
}.items():
    try:
        call()
        found[name] = "nothing"
    except tweepy.HTTPException as error:
        found[name] = type(error).__name__


class Listener(tweepy.StreamingClient):
    def __init__(self):
        super().__init__("any")
        self.texts, self.connections, self.told = {}, 0, []

    def on_connect(self):
        self.connections += 1

    def on_tweet(self, tweet):
        self.texts[str(tweet.id)] = tweet.text
        if tweet.text == last:
            self.disconnect()

    def on_errors(self, errors):
        self.told += [error["title"] for error in errors]


listener = Listener()
found["rules"] = [rule.value for rule in listener.add_rules(tweepy.StreamRule(QUERY, tag="t")).data]
found["wrong rule"] = [error["title"] for error in listener.add_rules(tweepy.StreamRule("-gato")).errors]
listener.filter(backfill_minutes=5)
found["stream"] = sorted(listener.texts.items())
found["connections"] = listener.connections
found["told"] = listener.told
listener.delete_rules([rule.id for rule in listener.get_rules().data])
found["rules left"] = len(listener.get_rules().data or [])
print(json.dumps(found))
