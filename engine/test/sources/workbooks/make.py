"""Makes the workbooks beside it with openpyxl, a second author: python3 make.py"""

import datetime as d
import zipfile

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

book = openpyxl.Workbook()
sheet = book.active
sheet.title = 'Orders'
sheet.append(['Orders of March'])
sheet.append([])
sheet.append(['Id', 'Order Date', 'Amount', 'Share', 'Paid', 'Region', 'At', 'Code'])
sheet.append([1, d.date(2024, 3, 1), 1234.56, 0.125, True, 'North', d.datetime(2024, 3, 1, 10, 30, 15), '007'])
sheet.append([2, d.date(1900, 3, 1), 0.3, 1, False, None, d.datetime(2024, 3, 1, 0, 0, 0, 500000), 'x'])
sheet.append([3, d.date(2024, 12, 31), '1.234,50', 0.5, True, 'South', d.datetime(2024, 3, 31, 2, 30), 7])
sheet.append([])
sheet.append([4, '05.03.2024', -5, 0, False, 'South', d.date(2024, 3, 2), 1e21])
sheet['D4'].number_format = '0.0%'
sheet['B4'].number_format = 'dd.mm.yyyy'
sheet['C5'].number_format = '#,##0.00 [$€-407]'
sheet.merge_cells('F4:F5')
sheet['A10'] = 'Total'
sheet['C10'] = '=SUM(C4:C8)'

wrong = book.create_sheet('Wrong')
wrong.append(['Id', 'Amount'])
wrong.append([1, 5])
wrong.append([2, '#N/A'])
wrong.append([3, '=1/0'])
wrong.append([d.date(2024, 3, 1), d.time(10, 30)])

hidden = book.create_sheet('Hidden')
hidden.sheet_state = 'hidden'
hidden.append(['Id'])
hidden.append([9])
book.save('orders.xlsx')
book.epoch = CALENDAR_MAC_1904
book.save('orders-1904.xlsx')

# What Excel itself stores: seventeen digits, and the values of formulas.
book = openpyxl.Workbook()
book.active.append(['Id', 'Amount', 'Sum', 'Error', 'Text'])
book.active.append([1, 5, '=1', '=2', '=3'])
book.save('plain.xlsx')
cells = {
    '<c r="B2" t="n"><v>5</v></c>': '<c r="B2"><v>1.1000000000000001</v></c>',
    '<c r="C2"><f>1</f><v></v></c>': '<c r="C2"><f>0.1+0.2</f><v>0.30000000000000004</v></c>',
    '<c r="D2"><f>2</f><v></v></c>': '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="E2"><f>3</f><v></v></c>': '<c r="E2" t="str"><f>"a"</f><v>a</v></c>',
}
with zipfile.ZipFile('plain.xlsx') as given, zipfile.ZipFile('formulas.xlsx', 'w', zipfile.ZIP_DEFLATED) as made:
    for name in given.namelist():
        text = given.read(name)
        if name == 'xl/worksheets/sheet1.xml':
            written = text.decode()
            for cell, stored in cells.items():
                assert cell in written, written
                written = written.replace(cell, stored)
            text = written.encode()
        made.writestr(name, text)
